package io.strongroom.hsm.pkcs11;

import org.slf4j.LoggerFactory;
import org.slf4j.helpers.MessageFormatter;
import org.xipki.pkcs11.wrapper.Logger;

/**
 * The wrapper's messages in our log instead of on standard output. Its debug and trace levels stay
 * off whatever the log's level: they print object templates, which for us hold data keys.
 */
final class WrapperLog implements Logger {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(WrapperLog.class);

    @Override
    public void info(String format, Object... arguments) {
        LOG.atDebug().addKeyValue("text", text(format, arguments)).log("pkcs11_wrapper");
    }

    @Override
    public void warn(String format, Object... arguments) {
        LOG.atWarn().addKeyValue("text", text(format, arguments)).log("pkcs11_wrapper");
    }

    @Override
    public void error(String format, Object... arguments) {
        LOG.atError().addKeyValue("text", text(format, arguments)).log("pkcs11_wrapper");
    }

    private static String text(String format, Object... arguments) {
        return MessageFormatter.arrayFormat(format, arguments).getMessage();
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
