/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The databases of packages; private to this folder. */
#ifndef AVOCET_MACHINE_PACKAGES_H
#define AVOCET_MACHINE_PACKAGES_H

#include "machine-host.h"

/* ---- dpkg.c ---- */

struct dpkg;

/* The package whose list has just one of the paths, which end with NULL; NULL when none has, or more
 * than one (a folder). *index is made when it is needed, and anew when packages have changed. */
const struct machine_package *dpkg_package(struct machine_host *host, struct dpkg **index,
	const char *const *paths, struct arena *arena);
void dpkg_free(struct dpkg *index); /* NULL is fine */

/* ---- rpm.c ---- */

/* The same of the database of RPM (in SQLite, as it is since RPM 4.16). */
const struct machine_package *rpm_package(struct machine_host *host, const char *path,
	struct arena *arena);

#endif
