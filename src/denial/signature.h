/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to denial: signatures of whole groups. */
#ifndef AVOCET_SIGNATURE_H
#define AVOCET_SIGNATURE_H

#include "denial.h"

/* The signature of all denials that differ from this one only in what the level leaves out. No
 * denial's own signature equals one of a level above FOLD_NONE. */
void signature_of_level(const struct denial *denial, enum fold_level level,
	char signature[SIGNATURE_SIZE]);

#endif
