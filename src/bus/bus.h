/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The D-Bus face that the daemon shows and clients see: its names, and JSON ↔ a{sv}, since an
 * alert on the bus is the JSON of schema 1 in D-Bus's own types.
 */
#ifndef AVOCET_BUS_H
#define AVOCET_BUS_H

#include <jansson.h>
#include <systemd/sd-bus.h>

#include "base.h"

#define BUS_NAME "org.avocet.Avocet1"
#define BUS_PATH "/org/avocet/Avocet1"
#define BUS_INTERFACE "org.avocet.Avocet1"
/* List() never gives more alerts at once. The next page is "before" the last one of this: when that was last
 * seen, in ms, a colon, and its id. */
#define BUS_LIST_PAGE 250
#define BUS_ERROR_NOT_FOUND "org.avocet.Error.NotFound"
#define BUS_ERROR_AMBIGUOUS "org.avocet.Error.Ambiguous"
#define BUS_ERROR_DENIED "org.avocet.Error.AccessDenied"
#define BUS_ERROR_INVALID "org.avocet.Error.InvalidArgument"
#define BUS_ERROR_LIMITS "org.avocet.Error.LimitsExceeded"
#define BUS_ERROR_FAILED "org.avocet.Error.Failed"

/* Appends a JSON object as a{sv}: strings s, integers x, reals d, booleans b, objects a{sv},
 * arrays av; null members and items are left out. Returns 0 or a negative errno; -EINVAL for
 * nesting deeper than 16 and texts with NULs. */
int bus_append_object(sd_bus_message *message, const json_t *object);
/* Reads an a{sv} into a new JSON object, which the caller owns. Nesting deeper than 16 and types
 * other than the basic ones, arrays and dictionaries with string keys are -EBADMSG. */
int bus_read_object(sd_bus_message *message, json_t **ret);
/* Whether a message that came is of a size that people have a use for; it is to be read from its start
 * afterwards. What we hold of callers is bounded by this. */
bool bus_is_small(sd_bus_message *message);

#endif
