/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this folder share: calls, and the sentence for what went wrong. */
#ifndef AVOCET_CLIENT_INTERNAL_H
#define AVOCET_CLIENT_INTERNAL_H

#include "bus.h"
#include "client.h"

/* Keeps the sentence for client_error(); returns error. */
int client_fail(struct client *client, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same for an error that came by D-Bus: whatever is not in our table means that nobody who knows us
 * answered, -EHOSTUNREACH. */
int client_fail_call(struct client *client, const sd_bus_error *error);
/* The answer makes no sense: -EBADMSG. */
int client_fail_reply(struct client *client);

/* A call of the daemon's method, to be filled and sent; polkit may ask the user. The caller owns *ret. */
int client_new_call(struct client *client, const char *method, sd_bus_message **ret);
/* Sends it and waits for the answer, which the caller owns. */
int client_send_call(struct client *client, sd_bus_message *call, sd_bus_message **ret);
/* Sends it and does not wait, however long the answer takes. */
int client_send_async(struct client *client, sd_bus_message *call, sd_bus_message_handler_t answered,
	void *userdata);

static inline void cleanup_message(sd_bus_message **message)
{
	sd_bus_message_unref(*message);
}
#define _cleanup_message_ __attribute__((cleanup(cleanup_message)))

static inline void cleanup_json(json_t **json)
{
	json_decref(*json);
}
#define _cleanup_json_ __attribute__((cleanup(cleanup_json)))

#endif
