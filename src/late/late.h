/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Libraries that are loaded when they are first needed. Each costs a short command more than what the
 * command does, and most commands need few of them; a daemon, which starts once, links them as ever.
 *
 * A file here stands for one library: its functions have the names and types of the library's, and call
 * those. So who calls them need not know, and the linker finds nothing left for which the program would
 * need the library at its start (--as-needed). A function that is missing here does no harm: then the
 * library is loaded at the start after all, and the test `start` says so.
 */
#ifndef AVOCET_LATE_H
#define AVOCET_LATE_H

#include <stdint.h>

struct late_library {
	const char *file;	/* looked for where the dynamic linker looks for all libraries, and nowhere else */
	void *handle;		/* NULL: not loaded yet */
};
/* Loads the library for its first function. It never returns NULL: without its library a program cannot
 * go on, so that it says why and ends, as one does whose library is missing at its start. */
void *late_function(struct late_library *library, const char *name);

/* Begins a file: the library that its functions come from. The linker notes it no more, so that it is noted
 * as systemd does it ("ELF dlopen metadata"), where tools that make packages look for what a program needs. */
#define LATE_NEED(soname) "[{\"soname\":[\"" soname "\"],\"priority\":\"required\"}]"
#define LATE_LIBRARY(soname)									\
	static const struct {									\
		uint32_t owner_size, text_size, type;						\
		char owner[sizeof "FDO"], text[sizeof LATE_NEED(soname)];			\
	} note __attribute__((used, aligned(4), section(".note.dlopen"))) = {			\
		sizeof "FDO", sizeof LATE_NEED(soname), 0x407c0c0a, "FDO", LATE_NEED(soname)	\
	};											\
	static struct late_library library = { .file = soname }

/* A function of it. The compiler holds type and parameters against the library's header. */
#define LATE(type, name, parameters, arguments)							\
	type name parameters									\
	{											\
		static typeof(name) *function;							\
												\
		if (!function)									\
			function = (typeof(function))late_function(&library, #name);		\
		return function arguments;							\
	}

#endif
