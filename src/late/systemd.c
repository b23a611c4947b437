/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The D-Bus of systemd, for commands that ask the daemon. */
#include <stdarg.h>
#include <systemd/sd-bus.h>

#include "late.h"

LATE_LIBRARY("libsystemd.so.0");

LATE(int, sd_bus_call, (sd_bus *bus, sd_bus_message *call, uint64_t usec, sd_bus_error *ret_error,
	sd_bus_message **ret_reply), (bus, call, usec, ret_error, ret_reply))
LATE(int, sd_bus_call_async, (sd_bus *bus, sd_bus_slot **ret, sd_bus_message *call,
	sd_bus_message_handler_t answered, void *userdata, uint64_t usec),
	(bus, ret, call, answered, userdata, usec))
LATE(void, sd_bus_error_free, (sd_bus_error *error), (error))
LATE(int, sd_bus_error_has_name, (const sd_bus_error *error, const char *name), (error, name))
LATE(sd_bus *, sd_bus_flush_close_unref, (sd_bus *bus), (bus))
LATE(int, sd_bus_match_signal, (sd_bus *bus, sd_bus_slot **ret, const char *sender, const char *path,
	const char *interface, const char *member, sd_bus_message_handler_t take, void *userdata),
	(bus, ret, sender, path, interface, member, take, userdata))
LATE(int, sd_bus_message_appendv, (sd_bus_message *message, const char *types, va_list arguments),
	(message, types, arguments))
LATE(int, sd_bus_message_at_end, (sd_bus_message *message, int complete), (message, complete))
LATE(int, sd_bus_message_close_container, (sd_bus_message *message), (message))
LATE(int, sd_bus_message_enter_container, (sd_bus_message *message, char type, const char *contents),
	(message, type, contents))
LATE(int, sd_bus_message_exit_container, (sd_bus_message *message), (message))
LATE(const sd_bus_error *, sd_bus_message_get_error, (sd_bus_message *message), (message))
LATE(int, sd_bus_message_is_method_error, (sd_bus_message *message, const char *name), (message, name))
LATE(int, sd_bus_message_new_method_call, (sd_bus *bus, sd_bus_message **ret, const char *destination,
	const char *path, const char *interface, const char *member),
	(bus, ret, destination, path, interface, member))
LATE(int, sd_bus_message_open_container, (sd_bus_message *message, char type, const char *contents),
	(message, type, contents))
LATE(int, sd_bus_message_peek_type, (sd_bus_message *message, char *ret_type, const char **ret_contents),
	(message, ret_type, ret_contents))
LATE(int, sd_bus_message_read_basic, (sd_bus_message *message, char type, void *ret), (message, type, ret))
LATE(int, sd_bus_message_readv, (sd_bus_message *message, const char *types, va_list arguments),
	(message, types, arguments))
LATE(int, sd_bus_message_set_allow_interactive_authorization, (sd_bus_message *message, int allowed),
	(message, allowed))
LATE(sd_bus_message *, sd_bus_message_unref, (sd_bus_message *message), (message))
LATE(int, sd_bus_open_system, (sd_bus **ret), (ret))
LATE(int, sd_bus_process, (sd_bus *bus, sd_bus_message **ret), (bus, ret))
LATE(int, sd_bus_wait, (sd_bus *bus, uint64_t usec), (bus, usec))

int sd_bus_message_append(sd_bus_message *message, const char *types, ...)
{
	va_list arguments;
	int r;

	va_start(arguments, types);
	r = sd_bus_message_appendv(message, types, arguments);
	va_end(arguments);
	return r;
}

int sd_bus_message_read(sd_bus_message *message, const char *types, ...)
{
	va_list arguments;
	int r;

	va_start(arguments, types);
	r = sd_bus_message_readv(message, types, arguments);
	va_end(arguments);
	return r;
}
