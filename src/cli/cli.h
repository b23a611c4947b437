/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the sub-commands of avocet share. */
#ifndef AVOCET_CLI_H
#define AVOCET_CLI_H

#include <argp.h>

#include "alert.h"
#include "history.h"

/* Options that every sub-command has, for argp's children. */
struct common {
	bool no_colour, json;
};
extern const struct argp common_argp;	/* its input is a struct common */

/* How to print on stdout: colour and width only on a terminal. */
struct text_style output_style(const struct common *common);
void output_json(json_t *json); /* one line; takes the reference */

/* The sub-commands: argv[0] is "avocet NAME"; they return an exit code. */
int command_explain(int argc, char **argv);
int command_list(int argc, char **argv);
int command_plugins(int argc, char **argv);
int command_show(int argc, char **argv);
int command_status(int argc, char **argv);

/* ---- fold.c: equal denials together, in the order they were first seen ---- */

struct fold;
struct fold *fold_new(void);
void fold_free(struct fold *fold);
void fold_add(struct fold *fold, const struct denial *denial, const char *signature);
size_t fold_count(const struct fold *fold);
/* The alert after previous (NULL: the first), not yet explained: its first denial, count and
 * times. NULL at the end. Valid as long as the fold. */
struct alert *fold_next(struct fold *fold, struct alert *previous);

/* ---- progress.c: how far the reading of a large log has come ---- */

struct progress {
	bool wanted;		/* stderr is a terminal */
	int64_t shown;		/* when; 0: nothing is shown */
};
void progress_begin(struct progress *progress);
/* size 0: not known. */
void progress_show(struct progress *progress, uint64_t read, uint64_t size, uint64_t denials);
void progress_end(struct progress *progress);

/* ---- changes.c: what changed the policy meanwhile ---- */

/* The newest, and the number of all; begins as { 0 }. */
struct changes {
	size_t count;
	struct told_change {
		int64_t ms;
		size_t number;
		char *text;
	} newest[10];
};
void changes_add(struct changes *changes, const struct policy_change *change);
void changes_print(struct changes *changes);
void changes_free(struct changes *changes);

#endif
