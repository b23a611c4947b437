/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads a library, and finds its functions. */
#include "late.h"

#include <dlfcn.h>
#include <stdlib.h>

#include "base.h"

void *late_function(struct late_library *library, const char *name)
{
	void *function;

	if (!library->handle)
		library->handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
	function = library->handle ? dlsym(library->handle, name) : NULL;
	if (!function) {
		log_error("%s", dlerror()); /* it names the file */
		exit(EXIT_NOTHING);
	}
	return function;
}
