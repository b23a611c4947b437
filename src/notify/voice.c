/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libnotify waits for the server's answer in each of its calls, and a server may hang. So bubbles have a
 * thread of their own, with a main loop of its own; both loops hand each other jobs, and share nothing else.
 */
#include "notify.h"

#include <libnotify/notify.h>

struct voice {
	struct voice_actions actions;
	GThread *thread;
	GMainContext *context;
	GMainLoop *loop;
	struct bubbles *bubbles;	/* the thread's alone, as long as it runs */
	int busy;			/* atomic */
};

/* What one thread has the other do. */
struct job {
	struct voice *voice;
	void (*work)(struct job *job);
	struct gathering gathering;
	enum shown shown;
	int64_t *ids;
	size_t count;
	char *title, *text;		/* also: the token of a click */
};

static void job_free(struct job *job)
{
	gathering_end(&job->gathering);
	g_free(job->ids);
	g_free(job->title);
	g_free(job->text);
	g_free(job);
}

static gboolean run_job(void *userdata)
{
	struct job *job = userdata;

	job->work(job);
	return G_SOURCE_REMOVE;
}

/* context: NULL is that of the main loop. */
static void post(GMainContext *context, struct job *job, void (*work)(struct job *job))
{
	GSource *source = g_idle_source_new();

	job->work = work;
	g_source_set_priority(source, G_PRIORITY_DEFAULT);
	g_source_set_callback(source, run_job, job, NULL);
	g_source_attach(source, context);
	g_source_unref(source);
}

static struct job *job_new(struct voice *voice)
{
	struct job *job = g_new0(struct job, 1);

	job->voice = voice;
	return job;
}

/* ---- in the main loop ---- */

static void told_said(struct job *job)
{
	const struct voice_actions *actions = &job->voice->actions;

	actions->said(job->shown, job->gathering.ids, job->gathering.alerts, actions->bubble.userdata);
	job_free(job);
}

static void told_details(struct job *job)
{
	const struct bubble_actions *actions = &job->voice->actions.bubble;

	actions->details(job->ids, job->count, job->text, actions->userdata);
	job_free(job);
}

static void told_mute(struct job *job)
{
	const struct bubble_actions *actions = &job->voice->actions.bubble;

	actions->mute(job->ids, job->count, actions->userdata);
	job_free(job);
}

/* ---- in the thread ---- */

static struct job *click_new(struct voice *voice, const int64_t *ids, size_t count)
{
	struct job *job = job_new(voice);

	job->ids = g_memdup2(ids, count * sizeof *ids);
	job->count = count;
	return job;
}

static void on_details(const int64_t *ids, size_t count, const char *token, void *userdata)
{
	struct job *job = click_new(userdata, ids, count);

	job->text = g_strdup(token);
	post(NULL, job, told_details);
}

static void on_mute(const int64_t *ids, size_t count, void *userdata)
{
	post(NULL, click_new(userdata, ids, count), told_mute);
}

static void do_show(struct job *job)
{
	struct voice *voice = job->voice;

	g_atomic_int_set(&voice->busy, 1);
	job->shown = bubbles_show(voice->bubbles, &job->gathering);
	g_atomic_int_set(&voice->busy, 0);
	post(NULL, job, told_said);
}

static void do_say(struct job *job)
{
	g_atomic_int_set(&job->voice->busy, 1);
	bubbles_say(job->voice->bubbles, job->title, job->text);
	g_atomic_int_set(&job->voice->busy, 0);
	job_free(job);
}

static void do_forget(struct job *job)
{
	bubbles_forget(job->voice->bubbles);
	job_free(job);
}

static void do_quit(struct job *job)
{
	g_main_loop_quit(job->voice->loop);
	job_free(job);
}

/* Signals of the server come to where libnotify was used first: here. */
static void *speak(void *userdata)
{
	struct voice *voice = userdata;
	const struct bubble_actions actions = {
		.details = on_details, .mute = on_mute, .userdata = voice };

	g_main_context_push_thread_default(voice->context);
	notify_init("Avocet");
	voice->bubbles = bubbles_new(&actions);
	g_main_loop_run(voice->loop);
	bubbles_free(voice->bubbles);
	notify_uninit();
	/* GDBus gives back here, and later, what its subscriptions held. */
	while (g_main_context_iteration(voice->context, FALSE))
		;
	g_main_context_pop_thread_default(voice->context);
	return NULL;
}

/* ---- for the main loop ---- */

struct voice *voice_new(const struct voice_actions *actions)
{
	struct voice *voice = g_new0(struct voice, 1);

	voice->actions = *actions;
	voice->context = g_main_context_new();
	voice->loop = g_main_loop_new(voice->context, FALSE);
	voice->thread = g_thread_new("bubbles", speak, voice);
	return voice;
}

void voice_free(struct voice *voice)
{
	if (!voice)
		return;
	if (g_atomic_int_get(&voice->busy))
		return; /* a server hangs; the end of the process ends this, too */
	post(voice->context, job_new(voice), do_quit);
	g_thread_join(voice->thread);
	g_main_loop_unref(voice->loop);
	g_main_context_unref(voice->context);
	g_free(voice);
}

void voice_show(struct voice *voice, struct gathering *gathering)
{
	struct job *job = job_new(voice);

	job->gathering = *gathering;
	*gathering = (struct gathering){ 0 };
	post(voice->context, job, do_show);
}

void voice_say(struct voice *voice, const char *title, const char *text)
{
	struct job *job = job_new(voice);

	job->title = g_strdup(title);
	job->text = g_strdup(text);
	post(voice->context, job, do_say);
}

void voice_forget(struct voice *voice)
{
	post(voice->context, job_new(voice), do_forget);
}
