/*
 * Connections between a lane and its waker: pairs of sockets of this process,
 * of the kind that the load asks for. What has an address is on 127.0.0.1, at a
 * port that the kernel chooses, and nothing listens any more when they are made.
 * A lane that accepts has a listener that stays, and its waker connects to it.
 */
#ifndef CONNECT_H
#define CONNECT_H

#include <netinet/in.h>
#include <stdbool.h>

#include "uringlab.h"

/* Makes the ends of connections one after another. */
struct connector {
	uint64_t load;
	int listener; /* of tcp; -1: there is none */
};

/*
 * Gets ready to connect. Returns 0, or -errno with the step that was refused;
 * connector_close() is to be called in either case.
 */
int connector_open(struct connector *c, uint64_t load,
		   enum uringlab_step *step);

/*
 * Makes a connection, whose ends the caller closes. Returns 0, or -errno with
 * the step that was refused, and then there is nothing to close.
 */
int connector_connect(struct connector *c, int ends[2],
		      enum uringlab_step *step);

/*
 * A socket that listens, with room for so many connections that nobody has
 * accepted, and its address. Returns a descriptor to be closed, or -errno with
 * the step that was refused: backlog, with ENOBUFS, where the kernel gives less
 * room (net.core.somaxconn). A connection that finds none is not refused: its
 * packet is dropped, and is sent again after a second.
 */
int listener_open(unsigned room, bool nonblocking, struct sockaddr_in *address,
		  enum uringlab_step *step);

/*
 * A socket to connect with, whose connection is reset when it is closed, and
 * keeps no port: a descriptor to be closed, or -errno.
 */
int caller_open(void);

/* Connects it to a listener: 0 or -errno. */
int caller_connect(int fd, const struct sockaddr_in *address);

/*
 * Tries on a connection of its own whether it takes so many messages of so many
 * bytes, each sent by itself, in either direction while nobody receives any.
 * Returns 0, or -errno with the step that was refused: room, with ENOBUFS, where
 * it does not take them.
 */
int connector_try_room(struct connector *c, unsigned messages, size_t bytes,
		       enum uringlab_step *step);

/* The connector does not listen any more. */
void connector_close(struct connector *c);

#endif
