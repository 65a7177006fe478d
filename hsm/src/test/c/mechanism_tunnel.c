/* A PKCS#11 module in front of another (REAL), twice: in the process that uses p11-kit's remoting before its client, and
 * with SERVER in the other process behind its server. p11-kit 0.24 passes on mechanisms that it knows only, and AES key
 * wrap, CBC and GCM are not among them. Such a mechanism goes through it as what it does know: RSA-OAEP, whose source
 * data may be any bytes. */
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#define FUNCTIONS 68
#define GET_FUNCTION_LIST 3
#define GET_MECHANISM_LIST 7
#define GET_MECHANISM_INFO 8
#define ENCRYPT_INIT 29
#define DECRYPT_INIT 33
#define WRAP_KEY 60
#define UNWRAP_KEY 61

#define OAEP 0x9
#define AES_GCM 0x1087
#define MARK 0x54554e4eUL /* Where RSA-OAEP names its mask; none has this number. */
#define MOST_BYTES 4096
#define MOST_MECHANISMS 1000
#define AES_MIN_BYTES 16
#define AES_MAX_BYTES 32
#define ENCRYPTS_AND_WRAPS 0x60300 /* And the reverse. */

#define GENERAL_ERROR 0x5
#define MECHANISM_PARAM_INVALID 0x71
#define BUFFER_TOO_SMALL 0x150

typedef unsigned long word;
typedef word (*function)(word, word, word, word, word, word, word, word);

/* CK_FUNCTION_LIST of version 2. */
struct functions {
    struct {
        unsigned char major, minor;
    } version;
    function all[FUNCTIONS];
};

struct mechanism {
    word type;
    void *parameter;
    word bytes;
};

struct oaep {
    word hash, mask, source;
    void *data;
    word bytes;
};

struct info {
    word min_bytes, max_bytes, flags;
};

struct gcm {
    void *iv;
    word iv_bytes, iv_bits;
    void *aad;
    word aad_bytes, tag_bits;
};

static struct functions *real;
static struct functions ours;

#ifdef SERVER

static word call(int function, word *arguments) {
    struct mechanism *given = (struct mechanism *) arguments[1];
    struct mechanism meant;
    if (given && given->type == OAEP && given->bytes == sizeof(struct oaep)) {
        struct oaep *carrier = given->parameter;
        if (carrier->mask == MARK) {
            meant.type = carrier->hash;
            meant.parameter = carrier->bytes ? carrier->data : NULL;
            meant.bytes = carrier->bytes;
            if (meant.type == AES_GCM) {
                struct gcm *inside = carrier->data;
                unsigned char *rest = (unsigned char *) (inside + 1);
                if (carrier->bytes != sizeof *inside + inside->iv_bytes + inside->aad_bytes) {
                    return MECHANISM_PARAM_INVALID;
                }
                inside->iv = rest;
                inside->aad = inside->aad_bytes ? rest + inside->iv_bytes : NULL;
                meant.bytes = sizeof *inside;
            }
            arguments[1] = (word) &meant;
        }
    }
    return real->all[function](
        arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], arguments[6], arguments[7]);
}

#else

/* CBC, CBC with padding, GCM, key wrap, key wrap with padding. */
static const word tunnelled[] = {0x1082, 0x1085, AES_GCM, 0x2109, 0x210a};
#define TUNNELLED (sizeof tunnelled / sizeof *tunnelled)

static int is_tunnelled(word type) {
    for (size_t i = 0; i < TUNNELLED; i++) {
        if (tunnelled[i] == type) {
            return 1;
        }
    }
    return 0;
}

static word call(int function, word *arguments) {
    struct mechanism *given = (struct mechanism *) arguments[1];
    /* A struct gcm is read out of it. */
    _Alignas(struct gcm) unsigned char data[MOST_BYTES];
    struct oaep carrier = {0, MARK, 1, data, 0};
    struct mechanism sent = {OAEP, &carrier, sizeof carrier};
    if (given && is_tunnelled(given->type)) {
        carrier.hash = given->type;
        carrier.bytes = given->bytes;
        if (given->bytes > sizeof(struct gcm)) {
            return MECHANISM_PARAM_INVALID;
        }
        if (given->bytes) {
            memcpy(data, given->parameter, given->bytes);
        }
        if (given->type == AES_GCM) {
            struct gcm *inside = given->parameter;
            if (given->bytes != sizeof *inside || inside->iv_bytes > MOST_BYTES / 4
                || inside->aad_bytes > MOST_BYTES / 2) {
                return MECHANISM_PARAM_INVALID;
            }
            memcpy(data + carrier.bytes, inside->iv, inside->iv_bytes);
            carrier.bytes += inside->iv_bytes;
            if (inside->aad_bytes) {
                memcpy(data + carrier.bytes, inside->aad, inside->aad_bytes);
            }
            carrier.bytes += inside->aad_bytes;
        }
        arguments[1] = (word) &sent;
    }
    return real->all[function](
        arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], arguments[6], arguments[7]);
}

/* p11-kit's client leaves out what it does not pass on. */
static word list_mechanisms(word slot, word to, word count_to, word d, word e, word f, word g, word h) {
    word all[MOST_MECHANISMS];
    word found = MOST_MECHANISMS - TUNNELLED;
    word *count = (word *) count_to;
    word room = *count;
    word status = real->all[GET_MECHANISM_LIST](slot, (word) all, (word) &found, d, e, f, g, h);
    if (status != 0) {
        return status;
    }
    for (size_t i = 0; i < TUNNELLED; i++) {
        size_t at = 0;
        while (at < found && all[at] != tunnelled[i]) {
            at++;
        }
        if (at == found) {
            all[found++] = tunnelled[i];
        }
    }
    *count = found;
    if (to && room < found) {
        return BUFFER_TOO_SMALL;
    }
    if (to) {
        memcpy((void *) to, all, found * sizeof *all);
    }
    return 0;
}

/* Nor does it pass on questions about that; the wrapper leaves out what has no answer. */
static word mechanism_info(word slot, word type, word to, word d, word e, word f, word g, word h) {
    if (is_tunnelled(type)) {
        *(struct info *) to = (struct info){AES_MIN_BYTES, AES_MAX_BYTES, ENCRYPTS_AND_WRAPS};
        return 0;
    }
    return real->all[GET_MECHANISM_INFO](slot, type, to, d, e, f, g, h);
}

#endif

#define TAKES_MECHANISM(n)                                                                        \
    static word call_##n(word a, word b, word c, word d, word e, word f, word g, word h) {        \
        word arguments[] = {a, b, c, d, e, f, g, h};                                              \
        return call(n, arguments);                                                                \
    }
TAKES_MECHANISM(29)
TAKES_MECHANISM(33)
TAKES_MECHANISM(60)
TAKES_MECHANISM(61)

word C_GetFunctionList(struct functions **list) {
    if (!real) {
        void *module = dlopen(REAL, RTLD_NOW | RTLD_LOCAL);
        word (*get)(struct functions **) = 0;
        if (module) {
            *(void **) &get = dlsym(module, "C_GetFunctionList");
        }
        if (!get || get(&real) != 0) {
            return GENERAL_ERROR;
        }
        memcpy(&ours, real, sizeof ours);
        ours.all[GET_FUNCTION_LIST] = (function) C_GetFunctionList;
        ours.all[ENCRYPT_INIT] = call_29;
        ours.all[DECRYPT_INIT] = call_33;
        ours.all[WRAP_KEY] = call_60;
        ours.all[UNWRAP_KEY] = call_61;
#ifndef SERVER
        ours.all[GET_MECHANISM_LIST] = list_mechanisms;
        ours.all[GET_MECHANISM_INFO] = mechanism_info;
#endif
    }
    *list = &ours;
    return 0;
}
