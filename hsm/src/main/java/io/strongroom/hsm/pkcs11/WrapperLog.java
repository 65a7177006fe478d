package io.strongroom.hsm.pkcs11;

import org.slf4j.LoggerFactory;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventBuilder;
import org.xipki.pkcs11.wrapper.Logger;

/**
 * The wrapper's messages in our log instead of on standard output. Its debug and trace levels stay
 * off whatever the log's level: they print object templates, which for us hold data keys.
 */
final class WrapperLog implements Logger {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(WrapperLog.class);

    private static void say(LoggingEventBuilder event, String format, Object... arguments) {
        event.addKeyValue("message", MessageFormatter.basicArrayFormat(format, arguments))
                .log("pkcs11_wrapper");
    }

    @Override
    public void info(String format, Object... arguments) {
        say(LOG.atDebug(), format, arguments);
    }

    @Override
    public void warn(String format, Object... arguments) {
        say(LOG.atWarn(), format, arguments);
    }

    @Override
    public void error(String format, Object... arguments) {
        say(LOG.atError(), format, arguments);
    }

    @Override
    public void debug(String format, Object... arguments) {}

    @Override
    public void trace(String format, Object... arguments) {}

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return LOG.isDebugEnabled();
    }

    @Override
    public boolean isWarnEnabled() {
        return LOG.isWarnEnabled();
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }
}
