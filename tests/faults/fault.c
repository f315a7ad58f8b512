/*
 * A library that is loaded before all others (LD_PRELOAD) and counts the calls by which a program makes something
 * last or tells somebody: at the n-th one it ends the program as kill -9 would, or lets the call fail.
 *
 * While it is armed it also keeps what a power cut would leave: a file as it was when it was synced last, a folder
 * with the names that it had when it was synced last.
 *
 *   arm(at, how, root, trail, left)
 *       at, how   at the how many-th call what happens (see `enum how`); 0: never
 *       root      only files below this folder count
 *       trail     a file that is given one letter for each call: its length is their number
 *       left      a folder for what a power cut would leave; may be NULL
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum how { NOTHING, KILL, EIO_ONCE, ENOSPC_ONCE, EIO_FROM_NOW, ENOSPC_FROM_NOW, EIO_SYNC };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int armed, how, trail = -1;
static long at, count;
static int log_has_news;
static char root[4096], left[4096];

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

void arm(long at_, int how_, const char *root_, const char *trail_, const char *left_)
{
    at = at_;
    how = how_;
    count = 0;
    log_has_news = 1;
    snprintf(root, sizeof root, "%s", root_);
    snprintf(left, sizeof left, "%s", left_ ? left_ : "");
    trail = open(trail_, O_CREAT | O_TRUNC | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    armed = 1;
}

static int below_root(const char *path)
{
    size_t length = strlen(root);
    return strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int path_of(int fd, char *path, size_t size)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return 1;
}

/* The index of shared memory beside SQLite's log is made anew after a crash: nothing in it lasts. */
static int is_index(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, "-shm") == 0;
}

static int is_ours(int fd)
{
    char path[4096];
    return path_of(fd, path, sizeof path) && below_root(path) && !is_index(path);
}

static int is_log(int fd)
{
    char path[4096];
    return path_of(fd, path, sizeof path) && strcmp(path + strlen(path) - 4, "-wal") == 0;
}

static int is_peer(int fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    return getsockname(fd, (struct sockaddr *)&address, &size) == 0 &&
           (address.ss_family == AF_INET || address.ss_family == AF_INET6);
}

/* Note one call; return the error with which it has to fail, or 0. */
static int reached(char letter, int durable)
{
    int error = 0;
    pthread_mutex_lock(&turn);
    int is_sync = strchr("fdDce", letter) != NULL;
    int may_fail = durable && (how != EIO_SYNC || is_sync);
    if (how <= KILL || may_fail) {
        count++;
        syscall(SYS_write, trail, &letter, 1);
        int now = at > 0 && count == at, since = at > 0 && count >= at;
        if (how == KILL && now) {
            syscall(SYS_kill, getpid(), SIGKILL);
            for (;;)
                pause();
        }
        if ((how == EIO_ONCE && now) || (how == EIO_FROM_NOW && since) || (how == EIO_SYNC && now))
            error = EIO;
        if ((how == ENOSPC_ONCE && now) || (how == ENOSPC_FROM_NOW && since))
            error = is_sync || letter == 'u' ? 0 : ENOSPC;
    }
    pthread_mutex_unlock(&turn);
    return error;
}

/* A second descriptor of a file; never closed, since that would take SQLite's locks from it. */
static int second(int fd, ino_t inode)
{
    static struct { ino_t inode; int fd; } known[256];
    static int number;
    char link[64];
    for (int one = 0; one < number; one++)
        if (known[one].inode == inode)
            return known[one].fd;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int again = open(link, O_RDONLY | O_CLOEXEC);
    if (number < 256) {
        known[number].inode = inode;
        known[number++].fd = again;
    }
    return again;
}

static void keep_file(int fd, ino_t inode)
{
    char path[4200], buffer[65536];
    ssize_t length;
    off_t from = 0;
    snprintf(path, sizeof path, "%s/f-%lu", left, (unsigned long)inode);
    int copy = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    int source = second(fd, inode);
    while ((length = pread(source, buffer, sizeof buffer, from)) > 0) {
        syscall(SYS_write, copy, buffer, length);
        from += length;
    }
    close(copy);
}

static void keep_folder(int fd, ino_t inode)
{
    char path[4200], line[512];
    snprintf(path, sizeof path, "%s/d-%lu", left, (unsigned long)inode);
    int copy = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    DIR *folder = opendir(link);
    struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        if (entry->d_name[0] != '.' || (entry->d_name[1] && entry->d_name[1] != '.')) {
            char kind = entry->d_type == DT_DIR ? 'd' : 'f';
            int length = snprintf(line, sizeof line, "%c %lu %s\n", kind, (unsigned long)entry->d_ino, entry->d_name);
            syscall(SYS_write, copy, line, length);
        }
    if (folder)
        closedir(folder);
    close(copy);
}

static void keep(int fd)
{
    struct stat facts;
    if (!left[0] || fstat(fd, &facts))
        return;
    pthread_mutex_lock(&turn);
    if (S_ISDIR(facts.st_mode))
        keep_folder(fd, facts.st_ino);
    else
        keep_file(fd, facts.st_ino);
    pthread_mutex_unlock(&turn);
}

#define FAIL(letter, durable)                                                                                          \
    do {                                                                                                               \
        int error = reached(letter, durable);                                                                          \
        if (error) {                                                                                                   \
            errno = error;                                                                                             \
            return -1;                                                                                                 \
        }                                                                                                              \
    } while (0)

ssize_t write(int fd, const void *data, size_t size)
{
    if (armed && is_ours(fd))
        FAIL('w', 1);
    else if (armed && is_peer(fd))
        FAIL('s', 0);
    return REAL(write)(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t from)
{
    if (armed && is_ours(fd))
        FAIL('p', 1);
    log_has_news |= armed && is_log(fd);
    return REAL(pwrite)(fd, data, size, from);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t from)
{
    if (armed && is_ours(fd))
        FAIL('p', 1);
    log_has_news |= armed && is_log(fd);
    return REAL(pwrite64)(fd, data, size, from);
}

int ftruncate(int fd, off_t size)
{
    if (armed && is_ours(fd))
        FAIL('t', 1);
    return REAL(ftruncate)(fd, size);
}

int ftruncate64(int fd, off64_t size)
{
    if (armed && is_ours(fd))
        FAIL('t', 1);
    return REAL(ftruncate64)(fd, size);
}

int fsync(int fd)
{
    if (!armed || !is_ours(fd))
        return REAL(fsync)(fd);
    FAIL('f', 1);
    int result = REAL(fsync)(fd);
    if (result == 0)
        keep(fd);
    return result;
}

/*
 * SQLite goes on where its folder (D) or the database itself (c) cannot be synced: the log holds all that is in there,
 * and is kept until a later attempt succeeds. It also goes on where it syncs its log once more before it carries it
 * over into the database (e): each commit before has done that, and nothing was written to it since.
 */
static char letter_of_sync(int fd)
{
    char path[4096];
    struct stat facts;
    if (fstat(fd, &facts) == 0 && S_ISDIR(facts.st_mode))
        return 'D';
    if (path_of(fd, path, sizeof path) && strcmp(path + strlen(path) - 3, ".db") == 0)
        return 'c';
    return is_log(fd) && !log_has_news ? 'e' : 'd';
}

int fdatasync(int fd)
{
    if (!armed || !is_ours(fd))
        return REAL(fdatasync)(fd);
    FAIL(letter_of_sync(fd), 1);
    int result = REAL(fdatasync)(fd);
    if (result == 0) {
        log_has_news &= !is_log(fd);
        keep(fd);
    }
    return result;
}

int unlink(const char *path)
{
    if (armed && below_root(path) && !is_index(path))
        FAIL('u', 1);
    return REAL(unlink)(path);
}

int rename(const char *from, const char *to)
{
    if (armed && below_root(to))
        FAIL('r', 1);
    return REAL(rename)(from, to);
}

ssize_t send(int fd, const void *data, size_t size, int flags)
{
    if (armed && is_peer(fd))
        FAIL('s', 0);
    return REAL(send)(fd, data, size, flags);
}

ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *to, socklen_t length)
{
    if (armed && is_peer(fd))
        FAIL('s', 0);
    return REAL(sendto)(fd, data, size, flags, to, length);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    if (armed && is_peer(fd))
        FAIL('s', 0);
    return REAL(sendmsg)(fd, message, flags);
}
