/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to alert: the words for what was tried. */
#ifndef AVOCET_PHRASES_H
#define AVOCET_PHRASES_H

#include "alert.h"

/* What a permission on a file-like thing lets one do: "read", "look into"; NULL when unknown. */
const char *phrase_file_verb(const char *permission);
/* "file", "folder"; NULL when the class is not file-like. */
const char *phrase_file_noun(const char *tclass);
/* What a thing of that class is called: "file", "process", "open file"; never NULL. */
const char *phrase_noun(const char *tclass);
/* "a TCP socket"; never NULL. */
const char *phrase_socket_noun(const char *tclass);
/* A whole phrase with {words} for another class: "connect to {target.protocol} port …"; the first
 * whose words the alert has. NULL when there is none. */
const char *phrase_other(struct arena *arena, const struct alert *alert, const char *permission);
/* What a capability is for: "ignore the owner and the mode of files"; NULL when unknown. */
const char *phrase_capability(const char *permission);

#endif
