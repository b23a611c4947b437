/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Denials on the desktop: the daemon's signals come in by D-Bus, one bubble a program goes out.
 * Between signals nothing runs; there are no timers.
 */
#ifndef AVOCET_NOTIFY_H
#define AVOCET_NOTIFY_H

#include <glib.h>

#include "client.h"

/* ---- loop.c ---- */

/* Joins the bus to the default main loop. When the bus is lost, lost() is called once, with a
 * negative errno, and the bus leaves the loop. */
typedef void (*bus_lost_fn)(int error, void *userdata);
void loop_add_bus(sd_bus *bus, bus_lost_fn lost, void *userdata);

/* ---- bubbles.c ---- */

struct bubbles;

struct bubbles *bubbles_new(void);
void bubbles_free(struct bubbles *bubbles);
/* Shows the alert: in the bubble of its program when there is one, else in a new one. When no
 * notification server answers, the bubble waits for the next alert. */
void bubbles_show(struct bubbles *bubbles, const struct alert *alert);

/* ---- details.c ---- */

/* Opens a terminal that shows the alert. */
void details_open(int64_t id);
/* What runs in that terminal: `avocet show ID`, and then waits for Enter, so that the window
 * stays. Returns the exit code. */
int details_show(const char *id);

#endif
