/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first half of the line: bytes of an audit stream → lines → records → events → denials with
 * their signatures. The daemon and `avocet explain` both hear through this.
 */
#ifndef AVOCET_HEAR_H
#define AVOCET_HEAR_H

#include "denial.h"

struct hear;

struct hear_counts {
	uint64_t records, events, denials, not_selinux, damaged;
	uint64_t lost;		/* by the kernel, as it said itself: audit_lost=, backlog limit */
};

/* What is heard; valid until the function returns. */
struct hear_to {
	void (*denial)(const struct denial *denial, const char *signature, void *userdata);
	/* The policy, a boolean or enforcing changed; may be NULL. */
	void (*policy_changed)(const struct policy_change *change, void *userdata);
	/* A source's note, without NOTE_PREFIX; may be NULL. */
	void (*note)(const char *text, void *userdata);
	/* Only plain records are taken: the bytes come from auditd or from a source of ours, and
	 * nothing in them is to be guessed. Else all forms are (wild.c). */
	bool plain;
	/* How much of each denial is wanted; nothing said: all. */
	struct denial_wishes wishes;
	void *userdata;
};

struct hear *hear_new(const struct hear_to *to);
void hear_free(struct hear *hear);
void hear_feed(struct hear *hear, const char *bytes, size_t length);
/* To be called about once a second while hear_waiting(): lets go of events that waited too long
 * for their last record. now is in ms, by a clock that only goes forward. */
void hear_expire(struct hear *hear, int64_t now);
/* True while an event waits, so that the caller needs a timer for hear_expire(). */
bool hear_waiting(const struct hear *hear);
/* The input has ended. */
void hear_end(struct hear *hear);
/* The same where the input broke off: a line without its end is not whole, and will be told again. */
void hear_broke_off(struct hear *hear);
const struct hear_counts *hear_counts(struct hear *hear);
/* Where to go on when the stream breaks, and going on there: see struct bookmark. */
void hear_bookmark(const struct hear *hear, struct arena *arena, struct bookmark *ret);
void hear_resume(struct hear *hear, const struct bookmark *bookmark);
void hear_resumed(struct hear *hear);

#endif
