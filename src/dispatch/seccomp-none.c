/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For builds whose run-time library (sanitizers, coverage) makes system calls of its own. */
#include "dispatch.h"

int confine_syscalls(void)
{
	return 0;
}
