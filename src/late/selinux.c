/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file contexts of libselinux, for commands that explain. */
#include <selinux/label.h>
#include <selinux/selinux.h>

#include "late.h"

LATE_LIBRARY("libselinux.so.1");

LATE(void, freecon, (char *context), (context))
LATE(void, selabel_close, (struct selabel_handle *labels), (labels))
LATE(int, selabel_lookup_raw, (struct selabel_handle *labels, char **ret, const char *path, int mode),
	(labels, ret, path, mode))
LATE(struct selabel_handle *, selabel_open, (unsigned backend, const struct selinux_opt *options, unsigned count),
	(backend, options, count))
LATE(void, selinux_set_callback, (int type, union selinux_callback callback), (type, callback))
