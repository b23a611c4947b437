/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What leaves a scope gives back what it held. */
#include "base.h"

#include <stdlib.h>
#include <unistd.h>

void cleanup_free(void *pointer_to_pointer)
{
	free(*(void **)pointer_to_pointer);
}

void cleanup_file(FILE **file)
{
	if (*file)
		fclose(*file);
}

void cleanup_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
