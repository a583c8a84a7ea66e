/* Writes at most half of what it is asked to, as a system may: loaded before the C library by tests/faults/failing.rs. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

ssize_t write(int file, const void *bytes, size_t count) {
    return syscall(SYS_write, file, bytes, count > 1 ? count / 2 : count);
}
