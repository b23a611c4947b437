/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The history in a file, without the daemon: what history.h says, of a database. */
#ifndef AVOCET_HISTORY_FILE_H
#define AVOCET_HISTORY_FILE_H

#include "history.h"

struct history_file;
int history_file_open(const char *path, struct history_file **ret);
void history_file_close(struct history_file *file); /* NULL is fine */
const char *history_file_error(const struct history_file *file);
int history_file_list(struct history_file *file, const json_t *filter, enum history_depth depth,
	history_alert_fn take, void *userdata);
int history_file_get(struct history_file *file, const char *id, struct arena *arena,
	struct alert *ret);
int history_file_stats(struct history_file *file, const json_t *filter, json_t **ret);
int history_file_mutes(struct history_file *file, json_t **ret);
int history_file_mute(struct history_file *file, const json_t *mute);
int history_file_unmute(struct history_file *file, int64_t id);
int history_file_delete(struct history_file *file, const json_t *ids);
int history_file_status(struct history_file *file, json_t **ret);

#endif
