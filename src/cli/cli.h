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
extern const struct argp colour_argp;	/* the same without --json, for those that print no more than a sentence */

/* How to print on stdout: colour and width only on a terminal. */
struct text_style output_style(const struct common *common);
bool output_is_terminal(void);	/* or a pager before one */
void output_json(json_t *json); /* one line; takes the reference */

/* Why a log could not be read by source_read_file(). */
const char *read_problem(int error);

/* The sub-commands: argv[0] is "avocet NAME"; they return an exit code. */
int command_delete(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_export(int argc, char **argv);
int command_help(int argc, char **argv);
int command_import(int argc, char **argv);
int command_list(int argc, char **argv);
int command_mail(int argc, char **argv);
int command_mute(int argc, char **argv);
int command_mutes(int argc, char **argv);
int command_plugins(int argc, char **argv);
int command_show(int argc, char **argv);
int command_stats(int argc, char **argv);
int command_status(int argc, char **argv);
int command_unmute(int argc, char **argv);
int command_watch(int argc, char **argv);

/* ---- main.c ---- */

bool is_command(const char *name);
/* Runs argv[0] as from the command line; --help prints the list of commands. */
int run_command(char **argv);
/* Says so, and which one was meant. */
int unknown_command(const char *name);

/* ---- filters.c: which alerts are meant ---- */

/* Their input is the json_t object that the history takes: what alerts are about, and words; and when
 * they were, and in which state they are. */
extern const struct argp filter_argp, range_argp;
/* A checked copy: what is no UTF-8 cannot be asked for. */
void filter_set_text(json_t *filter, const char *name, const char *text, const struct argp_state *state);

/* ---- nothing.c ---- */

/* On stderr: there is no alert, or none that the filter lets through; and which one was meant. */
void say_nothing_fits(struct history *history, const json_t *filter);

/* ---- suggest.c: what was meant ---- */

/* The nearest of the candidates (ends with NULL), or NULL when none is near. */
const char *suggest(const char *word, const char *const *candidates);
/* Ends the program with a sentence when a long option is none; argp cannot say which was meant. */
void check_options(const struct argp *argp, char *const *argv);

/* ---- pager.c ---- */

/* From here on stdout goes through a pager, where there is one; for a terminal only. */
void pager_begin(void);
/* We run by sudo for somebody who may perhaps run nothing else: no program of theirs is started. */
bool pager_is_lent(void);
/* Waits until the reader has done. stdout must be flushed. */
void pager_end(void);

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
/* Of so many alerts so many are explained. */
void progress_step(struct progress *progress, size_t done, size_t all);
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
