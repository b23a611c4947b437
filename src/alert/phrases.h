/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to alert: the words for what was tried, and for what it was tried on. */
#ifndef AVOCET_PHRASES_H
#define AVOCET_PHRASES_H

#include "alert.h"

/* What a permission lets one do, said after "may not": "read {target}". Lists hold names with
 * spaces between them. */
struct phrase {
	const char *permissions;
	const char *words;
	const char *classes;	/* only of these; NULL: of all that the list is for */
	const char *needs;	/* a word that the denial must have a value for, or NULL */
};

/* A row that speaks of a class, or of something the denial must tell, stands before the general. */
struct phrase_list {
	const char *classes;	/* patterns */
	const struct phrase *rows;
	size_t count;
};
extern const struct phrase_list database_phrases, display_phrases, file_phrases, kernel_phrases,
	network_phrases, process_phrases, service_phrases, socket_phrases;

/* The first row for that class and permission, translated, its {words} not filled in; NULL when
 * there is none. */
const char *phrase_for(struct arena *arena, const struct alert *alert, const char *permission);

/* phrases-nouns.c */

/* What a thing is called: "file", "a file", "the file". */
struct noun_forms {
	const char *bare, *one, *the;
};
/* Translated, by class; NULL and classes that nobody knows are things. */
struct noun_forms phrase_noun(const char *tclass);
/* Whether the class is that of files, folders, devices: what has a path. */
bool phrase_is_file(const char *tclass);
/* Whether such a thing belongs to a program, rather than to have a label of its own. */
bool phrase_is_owned(const char *tclass);
/* "a TCP socket"; never NULL. */
const char *phrase_socket_noun(const char *tclass);
/* What the kernel calls "[io_uring]": "a queue for fast input and output (io_uring)"; never NULL. */
const char *phrase_anonymous(struct arena *arena, const char *anonclass);

/* joints.c: where a language melts a word and what follows it, as "de le" to "du" in French */

/* Adds value to what the builder holds. */
void joint_add(struct builder *builder, const char *value);
/* Before more of the template: a blank between a Latin name and Japanese. */
void joint_space(struct builder *builder, const char *rest);
/* A translated frame with %s, or %1$s and %2$s, for two clauses. */
const char *joint_frame(struct arena *arena, const char *frame, const char *one, const char *other);

/* values.c: the value of a verdict's word, translated where it is prose */
const char *value_text(struct arena *arena, const char *name, const char *value, const struct verdict *verdict);

/* Bytes of a path that a sentence shows; longer ones lose their middle. */
#define PATH_SHOWN 200

/* Why a constraint forbids it, as a template. Its text (may be NULL) marks what failed. */
const char *constraint_reason(const struct alert *alert, const char *text);

/* phrases-ioctl.c */

/* A device command by its number ("0x5413"), or by its name where the log has that: its name and
 * what it does; false when it is none of those that are well known. */
bool phrase_ioctl(const char *number, const char **ret_name, const char **ret_deed);

#endif
