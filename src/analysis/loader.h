/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One plugin's file: checked, then loaded; private to this folder. */
#ifndef AVOCET_ANALYSIS_LOADER_H
#define AVOCET_ANALYSIS_LOADER_H

#include "analysis.h"

struct loaded {
	const struct avocet_plugin *plugin;
	const char *file;
	void *handle;
	int fd;		/* stays open: its number is the name that the dynamic linker knows */
};

/* Loads folder/name when it is safe and sane. file names it in messages. Returns 0, or a
 * negative errno with *ret_why (in arena) set to a sentence. */
int plugin_load(int folder, const char *name, const char *file, struct arena *arena,
	struct loaded *ret, const char **ret_why);
void plugin_unload(struct loaded *loaded);

/* NULL when root or we own it and nobody else may write to it; else what is wrong, with what to
 * do, to be put behind its name. */
const char *unsafe_reason(int fd, bool folder);

#endif
