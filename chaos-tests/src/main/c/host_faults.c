/* Preloaded into a node: its wall clock is wrong and its disk slow as a control file says, read anew
 * at every look. The file is named by HOST_FAULTS; without that it is "host-faults" beside the
 * configuration. The clock that only runs on is left alone. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* 64-bit numbers of this machine; all 0 is a host without faults. */
struct faults {
    /* Nanoseconds that the wall clock is ahead. */
    volatile int64_t offset;
    /* Millionths that it runs too fast, from the true time "drift_since" on, in nanoseconds of 1970. */
    volatile int64_t drift;
    volatile int64_t drift_since;
    /* Nanoseconds that every forcing of a file to the disk takes longer. */
    volatile int64_t sync_delay;
    /* How often that came to pass; the only one that is written here. */
    volatile int64_t syncs_delayed;
};

static struct faults *faults;

__attribute__((constructor)) static void map_faults(void) {
    const char *path = getenv("HOST_FAULTS");
    if (!path) {
        if (access("node.yaml", R_OK) != 0) {
            return;
        }
        path = "host-faults";
    }
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, sizeof(struct faults)) != 0) {
        _exit(97);
    }
    void *mapped = mmap(0, sizeof(struct faults), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED) {
        _exit(98);
    }
    faults = mapped;
    close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = (int) syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && faults && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t nanos = (int64_t) now->tv_sec * 1000000000 + now->tv_nsec;
        int64_t drift = faults->drift;
        if (drift) {
            nanos += (nanos - faults->drift_since) / 1000000 * drift;
        }
        nanos += faults->offset;
        now->tv_sec = nanos / 1000000000;
        now->tv_nsec = nanos % 1000000000;
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void) zone;
    struct timespec exact;
    int result = clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return result;
}

time_t time(time_t *out) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (out) {
        *out = exact.tv_sec;
    }
    return exact.tv_sec;
}

static void wait_for_the_disk(void) {
    int64_t delay = faults ? faults->sync_delay : 0;
    if (delay > 0) {
        struct timespec pause = {delay / 1000000000, delay % 1000000000};
        nanosleep(&pause, 0);
        __atomic_add_fetch(&faults->syncs_delayed, 1, __ATOMIC_RELAXED);
    }
}

int fsync(int file) {
    wait_for_the_disk();
    return (int) syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    wait_for_the_disk();
    return (int) syscall(SYS_fdatasync, file);
}
