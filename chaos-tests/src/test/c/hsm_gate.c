/* A PKCS#11 module in front of another (REAL), that does not answer while a file named "hsm-hangs" is in the folder of
 * the process: every call waits until it is gone, as with a device that hangs. Each function but C_GetFunctionList is
 * passed on with as many arguments as any has; one that takes fewer does not look at the rest. */
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define FUNCTIONS 68
#define GET_FUNCTION_LIST 3
#define POLL_MICROS 20000

typedef unsigned long word;
typedef word (*function)(word, word, word, word, word, word, word, word);

/* CK_FUNCTION_LIST of version 2. */
struct functions {
    struct {
        unsigned char major, minor;
    } version;
    function all[FUNCTIONS];
};

static struct functions *real;
static struct functions gate;

static void wait_at_the_gate(void) {
    while (access("hsm-hangs", F_OK) == 0) {
        usleep(POLL_MICROS);
    }
}

#define PASS(n)                                                                              \
    static word pass_##n(word a, word b, word c, word d, word e, word f, word g, word h) {   \
        wait_at_the_gate();                                                                  \
        return real->all[n](a, b, c, d, e, f, g, h);                                         \
    }
#define TEN(do, t) do(t##0) do(t##1) do(t##2) do(t##3) do(t##4) do(t##5) do(t##6) do(t##7) do(t##8) do(t##9)
#define ALL(do)                                                                              \
    do(0) do(1) do(2) do(3) do(4) do(5) do(6) do(7) do(8) do(9)                              \
    TEN(do, 1) TEN(do, 2) TEN(do, 3) TEN(do, 4) TEN(do, 5)                                   \
    do(60) do(61) do(62) do(63) do(64) do(65) do(66) do(67)

ALL(PASS)

#define NAMED(n) pass_##n,
static const function passes[FUNCTIONS] = {ALL(NAMED)};

word C_GetFunctionList(struct functions **list) {
    if (!real) {
        void *module = dlopen(REAL, RTLD_NOW | RTLD_LOCAL);
        word (*get)(struct functions **) = 0;
        if (module) {
            *(void **) &get = dlsym(module, "C_GetFunctionList");
        }
        if (!get || get(&real) != 0) {
            return 5; /* CKR_GENERAL_ERROR */
        }
        gate.version = real->version;
        memcpy(gate.all, passes, sizeof passes);
        gate.all[GET_FUNCTION_LIST] = (function) C_GetFunctionList;
    }
    *list = &gate;
    return 0;
}
