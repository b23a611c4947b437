/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * avocet-analyse as a process at the other end of a socket. It speaks in lines:
 *
 *	we: alert 17			it: policy PATH, then ready, once
 *					    plugin NAME, before one is loaded or runs;
 *					    plugin -, when none is any more
 *					    alert 17 done, or alert 17 failed WHY,
 *					    or alert 17 later WHY
 *
 * It loads other people's plugins, so nothing that it says is taken at its word.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon.h"

#define NAME_MAX_BYTES 65

enum state {
	STARTING,
	IDLE,
	BUSY,
	ENDING,
};
static const char *const state_names[] = { "starting", "idle", "busy", "ending" };

struct worker {
	sd_event *event;
	struct worker_to to;
	unsigned patience;
	enum state state;
	pid_t pid;			/* 0: gone and waited for */
	int fd;
	sd_event_source *io, *child, *timer;
	struct lines *lines;
	int64_t alert;
	char plugin[NAME_MAX_BYTES];	/* is loaded or runs now; "": none */
	bool was_ready, hung;
	struct arena *arena;
	const char *policy;
};

static void be_patient(struct worker *worker);

/* ---- what it says ---- */

static void take_plugin(struct worker *worker, const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-";
	size_t length = strspn(name, letters);

	worker->plugin[0] = '\0';
	if (length > 0 && length < sizeof worker->plugin && name[length] == '\0' && *name != '-')
		memcpy(worker->plugin, name, length + 1);
	/* None is to be blamed for the time that the policy or others took to load. */
	if (worker->state == STARTING && timer_armed(worker->timer))
		be_patient(worker);
}

static void take_answer(struct worker *worker, const char *text)
{
	char *end;
	int64_t alert = strtoll(text, &end, 10);
	bool later = strncmp(end, " later ", strlen(" later ")) == 0;
	const char *why = NULL;

	if (worker->state != BUSY || alert != worker->alert)
		return;
	if (later || strncmp(end, " failed ", strlen(" failed ")) == 0)
		why = strchr(end + 1, ' ') + 1;
	else if (strcmp(end, " done") != 0)
		return;
	worker->state = IDLE;
	worker->alert = 0;
	worker->plugin[0] = '\0';
	timer_stop(worker->timer);
	worker->to.answered(alert, why, later, worker->to.userdata);
}

static void take_ready(struct worker *worker)
{
	if (worker->state != STARTING)
		return;
	worker->state = IDLE;
	worker->was_ready = true;
	worker->plugin[0] = '\0';
	timer_stop(worker->timer);
	worker->to.ready(worker->policy, worker->to.userdata);
}

static void take_line(const char *bytes, size_t length, bool cut, void *userdata)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct worker *worker = userdata;
	const char *line = arena_strndup(arena, bytes, length);

	if (strcmp(line, "ready") == 0)
		take_ready(worker);
	else if (strncmp(line, "plugin ", 7) == 0)
		take_plugin(worker, line + 7);
	else if (strncmp(line, "alert ", 6) == 0)
		take_answer(worker, line + 6);
	else if (strncmp(line, "policy ", 7) == 0 && worker->state == STARTING)
		worker->policy = arena_strdup(worker->arena, line + 7);
}

/* Returns false when there is no more. */
static bool read_some(struct worker *worker)
{
	char bytes[4096];
	ssize_t length = read(worker->fd, bytes, sizeof bytes);

	if (length > 0)
		lines_feed(worker->lines, bytes, (size_t)length);
	return length > 0 || (length < 0 && errno == EINTR);
}

static int on_io(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct worker *worker = userdata;

	/* Once it has closed its end, on_child() tells the rest. */
	if (!read_some(worker) && (events & (EPOLLHUP | EPOLLERR)))
		sd_event_source_set_enabled(source, SD_EVENT_OFF);
	return 0;
}

/* ---- its end ---- */

static const char *how_it_ended(struct worker *worker, const siginfo_t *info)
{
	if (worker->hung)
		return arena_printf(worker->arena, "did not answer within %u seconds",
			worker->patience);
	if (info->si_code == CLD_EXITED)
		return arena_printf(worker->arena, "ended with status %d", info->si_status);
	return arena_printf(worker->arena, "was killed by signal %d (%s)", info->si_status,
		strsignal(info->si_status));
}

/* By an administrator, or by the kernel when memory was out. */
static bool killed_by_others(const struct worker *worker, const siginfo_t *info)
{
	return info->si_code != CLD_EXITED && info->si_status == SIGKILL && !worker->hung;
}

static int on_child(sd_event_source *source, const siginfo_t *info, void *userdata)
{
	struct worker *worker = userdata;
	struct worker_end end;

	worker->pid = 0;
	/* It may have answered before it went. */
	while (read_some(worker))
		;
	timer_stop(worker->timer);
	end = (struct worker_end){
		.alert = worker->alert,
		.plugin = worker->plugin[0] ? worker->plugin : NULL,
		.outside = killed_by_others(worker, info),
		.ready = worker->was_ready,
		.clean = info->si_code == CLD_EXITED && info->si_status == 0,
		.how = how_it_ended(worker, info),
	};
	worker->state = ENDING;
	worker->to.ended(&end, worker->to.userdata);
	return 0;
}

static int on_timeout(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct worker *worker = userdata;

	worker->hung = true;
	kill(worker->pid, SIGKILL);
	return 0;
}

static void be_patient(struct worker *worker)
{
	timer_arm(worker->event, &worker->timer, 1000 * (uint64_t)worker->patience, on_timeout,
		worker);
}

/* ---- its beginning ---- */

char **worker_arguments(const struct settings *settings, struct arena *arena)
{
	struct strings list = { 0 };
	const struct {
		const char *option, *value;
	} options[] = {
		{ "--database", settings->database },
		{ "--plugins", settings->plugins },
		{ "--policy", settings->policy },
		{ "--file-contexts", settings->file_contexts },
	};

	strings_add(&list, arena, "avocet-analyse");
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].value) {
			strings_add(&list, arena, options[i].option);
			strings_add(&list, arena, options[i].value);
		}
	return (char **)list.items;
}

/* Of our environment it gets only what its messages and the sanitizers need. */
static char **environment(struct arena *arena)
{
	static const char *const kept[] = { "JOURNAL_STREAM", "TZ", "ASAN_OPTIONS",
		"UBSAN_OPTIONS", "LSAN_OPTIONS" };
	struct strings list = { 0 };

	strings_add(&list, arena, "PATH=/usr/sbin:/usr/bin:/sbin:/bin");
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		if (getenv(kept[i]))
			strings_add(&list, arena,
				arena_printf(arena, "%s=%s", kept[i], getenv(kept[i])));
	return (char **)list.items;
}

/* Signals as they are by default, and no descriptor but 0, 1 and 2. */
static int spawn(const struct settings *settings, int fd, pid_t *ret)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t signals;
	int r;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, fd, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, fd, STDOUT_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	posix_spawnattr_init(&attributes);
	sigemptyset(&signals);
	posix_spawnattr_setsigmask(&attributes, &signals);
	sigfillset(&signals);
	posix_spawnattr_setsigdefault(&attributes, &signals);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	r = posix_spawn(ret, settings->analyse, &files, &attributes,
		worker_arguments(settings, arena), environment(arena));
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return -r;
}

static int watch(struct worker *worker)
{
	int r = sd_event_add_io(worker->event, &worker->io, worker->fd, EPOLLIN, on_io, worker);

	if (r < 0)
		return r;
	return sd_event_add_child(
		worker->event, &worker->child, worker->pid, WEXITED, on_child, worker);
}

int worker_start(sd_event *event, const struct settings *settings, const struct worker_to *to,
	struct worker **ret)
{
	struct worker *worker;
	int r, fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return -errno;
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	worker = calloc(1, sizeof *worker);
	if (!worker)
		abort();
	*worker = (struct worker){ .event = event, .to = *to, .patience = settings->patience,
		.fd = fds[0], .arena = arena_new() };
	worker->lines = lines_new(take_line, worker);
	r = spawn(settings, fds[1], &worker->pid);
	close(fds[1]);
	if (r >= 0)
		r = watch(worker);
	if (r < 0) {
		worker_free(worker);
		return r;
	}
	be_patient(worker);
	*ret = worker;
	return 0;
}

void worker_free(struct worker *worker)
{
	if (!worker)
		return;
	sd_event_source_disable_unref(worker->io);
	sd_event_source_disable_unref(worker->child);
	sd_event_source_disable_unref(worker->timer);
	if (worker->pid > 0) {
		kill(worker->pid, SIGKILL);
		waitpid(worker->pid, NULL, 0);
	}
	close(worker->fd);
	lines_free(worker->lines);
	arena_free(worker->arena);
	free(worker);
}

/* ---- its work ---- */

bool worker_idle(const struct worker *worker)
{
	return worker->state == IDLE && worker->pid > 0;
}

int worker_ask(struct worker *worker, int64_t alert)
{
	char line[32];
	int length = snprintf(line, sizeof line, "alert %" PRId64 "\n", alert);

	if (send(worker->fd, line, (size_t)length, MSG_NOSIGNAL) < 0)
		return -errno;
	worker->state = BUSY;
	worker->alert = alert;
	be_patient(worker);
	return 0;
}

void worker_retire(struct worker *worker)
{
	worker->state = ENDING;
	shutdown(worker->fd, SHUT_WR);
	be_patient(worker);
}

const char *worker_state(const struct worker *worker)
{
	return worker ? state_names[worker->state] : "absent";
}

int worker_pid(const struct worker *worker)
{
	return worker ? (int)worker->pid : 0;
}
