/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far the reading of a large log has come, on a terminal: one line that comes and goes. */
#include "cli.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* Less than this is read before anybody could read a line. */
#define LARGE (UINT64_C(16) << 20)
#define INTERVAL_MS 100

void progress_begin(struct progress *progress)
{
	*progress = (struct progress){ .wanted = isatty(STDERR_FILENO) };
}

/* "[#####---------------]" */
static void draw(uint64_t read, uint64_t size)
{
	static const char full[] = "####################", empty[] = "--------------------";
	size_t width = strlen(full), done = (size_t)((double)width * (double)read / (double)size);

	fprintf(stderr, "[%s%s]", full + width - done, empty + done);
}

static double megabytes(uint64_t bytes)
{
	return (double)bytes / 1e6;
}

static void show(uint64_t read, uint64_t size, uint64_t denials)
{
	fputs("\r\033[K", stderr);
	if (size) {
		draw(read, size);
		fprintf(stderr, _("  %3.0f %%  %.0f of %.0f MB"), 100.0 * (double)read / (double)size,
			megabytes(read), megabytes(size));
	} else {
		fprintf(stderr, _("%.0f MB"), megabytes(read));
	}
	fprintf(stderr, ngettext("  %" PRIu64 " denial", "  %" PRIu64 " denials", denials), denials);
	fflush(stderr);
}

void progress_show(struct progress *progress, uint64_t read, uint64_t size, uint64_t denials)
{
	int64_t now;

	if (!progress->wanted || (size ? size : read) < LARGE)
		return;
	now = time_now();
	if (now - progress->shown < INTERVAL_MS)
		return;
	progress->shown = now;
	show(read, size && read > size ? read : size, denials); /* a log may grow meanwhile */
}

void progress_step(struct progress *progress, size_t done, size_t all)
{
	int64_t now;

	if (!progress->wanted)
		return;
	now = time_now();
	if (now - progress->shown < INTERVAL_MS)
		return;
	progress->shown = now;
	fputs("\r\033[K", stderr);
	draw(done, all);
	fprintf(stderr, _("  explained: %zu of %zu"), done, all);
	fflush(stderr);
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = 0;
}
