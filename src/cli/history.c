/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One history, two ways to it: each call goes to the daemon or to the file. */
#include "history.h"

#include <errno.h>
#include <stdlib.h>

#include "client.h"
#include "history-file.h"

struct history {
	struct client *client;		/* or */
	struct history_file *file;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	const char **db = state->input;

	if (key != 'D')
		return ARGP_ERR_UNKNOWN;
	*db = argument;
	return 0;
}

const struct argp history_argp = {
	.options = (const struct argp_option[]){
		{ "db", 'D', "FILE", 0,
			N_("Ask this database, which avocet import made, instead of the daemon"), 0 },
		{ 0 },
	},
	.parser = parse,
};

int history_open(const char *db, struct history **ret)
{
	struct history *history = calloc(1, sizeof *history);

	if (!history)
		abort();
	*ret = history;
	return db ? history_file_open(db, &history->file) : client_open(&history->client);
}

void history_close(struct history *history)
{
	if (!history)
		return;
	client_close(history->client);
	history_file_close(history->file);
	free(history);
}

const char *history_error(const struct history *history)
{
	return history->file ? history_file_error(history->file) : client_error(history->client);
}

int history_report(const struct history *history, int error)
{
	log_error("%s", history_error(history));
	switch (error) {
	case -EHOSTUNREACH:
		return EXIT_NO_DAEMON;
	case -EACCES:
		return EXIT_NOT_AUTHORISED;
	default:
		return EXIT_NOTHING;
	}
}

struct client *history_client(struct history *history)
{
	return history->client;
}

int history_list(struct history *history, const json_t *filter, enum history_depth depth,
	history_alert_fn take, void *userdata)
{
	return history->file ? history_file_list(history->file, filter, depth, take, userdata)
		: client_list(history->client, filter, take, userdata);
}

int history_get(struct history *history, const char *id, struct arena *arena, struct alert *ret)
{
	return history->file ? history_file_get(history->file, id, arena, ret)
		: client_get(history->client, id, arena, ret);
}

int history_stats(struct history *history, const json_t *filter, json_t **ret)
{
	return history->file ? history_file_stats(history->file, filter, ret)
		: client_stats(history->client, filter, ret);
}

int history_mutes(struct history *history, json_t **ret)
{
	return history->file ? history_file_mutes(history->file, ret)
		: client_mutes(history->client, ret);
}

int history_mute(struct history *history, const json_t *mute)
{
	return history->file ? history_file_mute(history->file, mute)
		: client_mute(history->client, mute);
}

int history_unmute(struct history *history, int64_t id)
{
	return history->file ? history_file_unmute(history->file, id)
		: client_unmute(history->client, id);
}

int history_delete(struct history *history, const json_t *ids)
{
	return history->file ? history_file_delete(history->file, ids)
		: client_delete(history->client, ids);
}

int history_status(struct history *history, json_t **ret)
{
	return history->file ? history_file_status(history->file, ret)
		: client_status(history->client, ret);
}
