package io.strongroom.hsm.escrow;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file that an escrow is: shares, each sealed to an officer, and what they open. In the format
 * of a security domain, so that {@code EncData} has one item and {@code SharedKeys} the shares. It
 * may be seen by anyone; {@code required} officers can use it.
 *
 * @param required how many shares open it
 * @param data the sealed {@link EscrowedRootKey}
 */
public record EscrowDocument(int required, List<SealedShare> shares, String data) {
    /** Fewest officers. */
    public static final int FEWEST_SHARES = 3;

    /** Most officers. */
    public static final int MOST_SHARES = 10;

    /** Fewest that restore it: one alone never does. */
    public static final int FEWEST_REQUIRED = 2;

    static final String TAG = "strongroom-root-key";

    private static final int LONGEST = 1 << 20;
    private static final String KDF = "sp108_kdf";

    /**
     * One officer's share.
     *
     * @param jwe sealed to the officer's key
     * @param print of the officer's certificate or key
     */
    public record SealedShare(String jwe, KeyPrint print) {}

    public EscrowDocument {
        shares = List.copyOf(shares);
    }

    /**
     * Reads a document.
     *
     * @throws HsmException of kind CONFIGURATION when it is none
     */
    public static EscrowDocument parse(String json) throws HsmException {
        try {
            Map<String, Object> top = JSONObjectUtils.parse(json, LONGEST);
            Map<String, Object> encrypted = member(top, "EncData");
            Map<String, Object> shared = member(top, "SharedKeys");
            Map<String, Object>[] items = items(encrypted, "data");
            if (items.length != 1
                    || !TAG.equals(JSONObjectUtils.getString(items[0], "tag"))
                    || !KDF.equals(JSONObjectUtils.getString(encrypted, "kdf"))) {
                throw new ParseException("it does not hold one item \"" + TAG + "\"", 0);
            }
            List<SealedShare> shares = new ArrayList<>();
            for (Map<String, Object> one : items(shared, "enc_shares")) {
                shares.add(new SealedShare(text(one, "enc_key"), print(text(one, "x5t_256"))));
            }
            int required = JSONObjectUtils.getInt(shared, "required");
            if (required < FEWEST_REQUIRED
                    || required > shares.size()
                    || shares.size() > Share.LARGEST_INDEX) {
                throw new ParseException(required + " of " + shares.size() + " shares", 0);
            }
            return new EscrowDocument(required, shares, text(items[0], "compact_jwe"));
        } catch (ParseException | RuntimeException e) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "this is not an escrow file, or it was damaged (" + e.getMessage() + ")",
                    e);
        }
    }

    private static Map<String, Object> member(Map<String, Object> object, String name)
            throws ParseException {
        Map<String, Object> member = JSONObjectUtils.getJSONObject(object, name);
        if (member == null) {
            throw new ParseException("it has no " + name, 0);
        }
        return member;
    }

    private static Map<String, Object>[] items(Map<String, Object> object, String name)
            throws ParseException {
        Map<String, Object>[] items = JSONObjectUtils.getJSONObjectArray(object, name);
        if (items == null) {
            throw new ParseException("it has no " + name, 0);
        }
        return items;
    }

    private static String text(Map<String, Object> object, String name) throws ParseException {
        String text = JSONObjectUtils.getString(object, name);
        if (text == null) {
            throw new ParseException("it has no " + name, 0);
        }
        return text;
    }

    private static KeyPrint print(String base64) {
        return new KeyPrint(HexFormat.of().formatHex(Base64URL.from(base64).decode()));
    }

    /** The file's text; the same for the same document. */
    public String toJson() {
        List<Object> sealed = new ArrayList<>();
        for (SealedShare share : shares) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("enc_key", share.jwe());
            byte[] print = HexFormat.of().parseHex(share.print().hex());
            one.put("x5t_256", Base64URL.encode(print).toString());
            sealed.add(one);
        }
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("compact_jwe", data);
        item.put("tag", TAG);
        Map<String, Object> encrypted = new LinkedHashMap<>();
        encrypted.put("data", List.of(item));
        encrypted.put("kdf", KDF);
        Map<String, Object> shared = new LinkedHashMap<>();
        shared.put("required", required);
        shared.put("enc_shares", sealed);
        Map<String, Object> top = new LinkedHashMap<>();
        top.put("EncData", encrypted);
        top.put("SharedKeys", shared);
        return JSONObjectUtils.toJSONString(top) + "\n";
    }

    /** What tells this document from others, whatever blanks a file has. */
    public KeyPrint print() {
        return KeyPrint.of(toJson().getBytes(StandardCharsets.UTF_8));
    }
}
