// floor PORT: the least that a program can do to carry CONNECT on Linux, to have something to compare proxies with.
//
// One thread, one edge-triggered epoll, splice(2) through a pipe of 256 KiB for each direction that has something to move. Every request goes to
// 127.0.0.1, at the port it names; it has no policy, no log, no name look-up, no time limits, and answers no error. Not for use as a proxy.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIPE_BYTES = 256 * 1024, SPARE_PIPES = 64, HEAD_BYTES = 2048, BATCH = 256, BACKLOG = 4096 };

struct pipe_pair {
    int read_end, write_end;
};

struct tunnel;

struct end { // of a tunnel: the client's or the origin's
    struct tunnel *tunnel;
    struct end *other;
    int fd;
    bool has_pipe;          // bytes from this end, on their way to the other
    struct pipe_pair pipe;
    int in_pipe;
    bool ended;             // this end has sent FIN
    bool passed_on;         // and the other end has got it
};

struct tunnel {
    struct end client, origin;
    enum { READING_HEAD, CONNECTING, OPEN, CLOSED } state;
    int head_length;
    char head[HEAD_BYTES];
    struct tunnel *next_closed;
};

static int epoll;
static struct pipe_pair spare[SPARE_PIPES];
static int spare_count;
static struct tunnel *closed; // freed after the batch, whose later events may name them

static void watch(int fd, struct end *end) {
    struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = end };
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static int new_socket(void) {
    return socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
}

static void set_option(int fd, int level, int name) {
    int on = 1;
    setsockopt(fd, level, name, &on, sizeof on);
}

static struct sockaddr_in loopback(int port) {
    return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static bool take_pipe(struct end *end) {
    if (end->has_pipe)
        return true;
    if (spare_count > 0) {
        end->pipe = spare[--spare_count];
    } else {
        int ends[2];
        if (pipe2(ends, O_NONBLOCK) != 0)
            return false;
        end->pipe = (struct pipe_pair){ ends[0], ends[1] };
        fcntl(ends[0], F_SETPIPE_SZ, PIPE_BYTES);
    }
    return end->has_pipe = true;
}

static void return_pipe(struct end *end) {
    if (!end->has_pipe)
        return;
    end->has_pipe = false;
    if (end->in_pipe == 0 && spare_count < SPARE_PIPES) {
        spare[spare_count++] = end->pipe;
    } else {
        close(end->pipe.read_end);
        close(end->pipe.write_end);
    }
}

static void close_tunnel(struct tunnel *tunnel) {
    if (tunnel->state == CLOSED)
        return;
    tunnel->state = CLOSED;
    close(tunnel->client.fd);
    if (tunnel->origin.fd >= 0)
        close(tunnel->origin.fd);
    return_pipe(&tunnel->client);
    return_pipe(&tunnel->origin);
    tunnel->next_closed = closed;
    closed = tunnel;
}

// Moves bytes between two descriptors: how many, or 0 at the end of the stream, or -1 if none can be moved now, or -2 after a failure.
static ssize_t move(int from, int to, size_t length) {
    ssize_t moved = splice(from, NULL, to, NULL, length, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    return moved >= 0 ? moved : errno == EAGAIN ? -1 : -2;
}

// Everything that can go from one end to the other now.
static void relay(struct end *from) {
    struct end *to = from->other;
    for (bool progress = true; progress;) {
        progress = false;
        if (!from->ended) {
            if (!take_pipe(from))
                return close_tunnel(from->tunnel);
            ssize_t taken = from->in_pipe < PIPE_BYTES ? move(from->fd, from->pipe.write_end, PIPE_BYTES - from->in_pipe) : -1;
            if (taken == -2)
                return close_tunnel(from->tunnel);
            from->ended = taken == 0;
            if (taken > 0) {
                from->in_pipe += taken;
                progress = true;
            }
        }
        if (from->in_pipe > 0) {
            ssize_t given = move(from->pipe.read_end, to->fd, from->in_pipe);
            if (given == -2)
                return close_tunnel(from->tunnel);
            if (given > 0) {
                from->in_pipe -= given;
                progress = true;
            }
        }
        if (from->in_pipe == 0 && !progress)
            return_pipe(from);
        if (from->ended && from->in_pipe == 0 && !from->passed_on) {
            from->passed_on = true;
            shutdown(to->fd, SHUT_WR);
            if (to->passed_on)
                return close_tunnel(from->tunnel);
        }
    }
}

static void accept_all(int listener) {
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        set_option(fd, IPPROTO_TCP, TCP_NODELAY);
        struct tunnel *tunnel = calloc(1, sizeof *tunnel);
        tunnel->client = (struct end){ .tunnel = tunnel, .other = &tunnel->origin, .fd = fd };
        tunnel->origin = (struct end){ .tunnel = tunnel, .other = &tunnel->client, .fd = -1 };
        watch(fd, &tunnel->client);
    }
}

static void read_head(struct tunnel *tunnel) {
    ssize_t got = read(tunnel->client.fd, tunnel->head + tunnel->head_length, HEAD_BYTES - 1 - tunnel->head_length);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0)
        return close_tunnel(tunnel);
    tunnel->head_length += got;
    tunnel->head[tunnel->head_length] = 0;
    if (strstr(tunnel->head, "\r\n\r\n") == NULL)
        return;

    const char *port = strchr(tunnel->head, ':');
    if (port == NULL)
        return close_tunnel(tunnel);
    struct sockaddr_in address = loopback(atoi(port + 1));
    tunnel->origin.fd = new_socket();
    set_option(tunnel->origin.fd, IPPROTO_TCP, TCP_NODELAY);
    if (connect(tunnel->origin.fd, (struct sockaddr *)&address, sizeof address) != 0 && errno != EINPROGRESS)
        return close_tunnel(tunnel);
    tunnel->state = CONNECTING;
    watch(tunnel->origin.fd, &tunnel->origin);
}

static void finish_connect(struct tunnel *tunnel, unsigned events) {
    static const char established[] = "HTTP/1.1 200 Connection Established\r\n\r\n";
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(tunnel->origin.fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0)
        return close_tunnel(tunnel);
    if (events & EPOLLOUT) {
        tunnel->state = OPEN;
        if (write(tunnel->client.fd, established, sizeof established - 1) < 0)
            close_tunnel(tunnel);
    }
}

static void handle(struct end *end, unsigned events) {
    struct tunnel *tunnel = end->tunnel;
    bool is_client = end == &tunnel->client;
    if (tunnel->state == READING_HEAD && is_client && (events & EPOLLIN))
        return read_head(tunnel);
    if (tunnel->state == CONNECTING && !is_client)
        finish_connect(tunnel, events);

    if (tunnel->state == OPEN && !(events & EPOLLERR)) {
        if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP))
            relay(end);
        if (tunnel->state == OPEN && (events & EPOLLOUT))
            relay(end->other);
    } else if (events & (EPOLLERR | EPOLLHUP)) {
        close_tunnel(tunnel);
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: floor PORT\n");
        return 64;
    }
    signal(SIGPIPE, SIG_IGN);
    epoll = epoll_create1(0);
    int listener = new_socket();
    set_option(listener, SOL_SOCKET, SO_REUSEADDR);
    struct sockaddr_in address = loopback(atoi(argv[1]));
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, BACKLOG) != 0) {
        perror("floor");
        return 1;
    }
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);

    for (;;) {
        struct epoll_event events[BATCH];
        int count = epoll_wait(epoll, events, BATCH, -1);
        for (int i = 0; i < count; i++) {
            struct end *end = events[i].data.ptr;
            if (end == NULL)
                accept_all(listener);
            else if (end->tunnel->state != CLOSED)
                handle(end, events[i].events);
        }
        while (closed != NULL) {
            struct tunnel *tunnel = closed;
            closed = tunnel->next_closed;
            free(tunnel);
        }
    }
}
