/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zlib, for logs that gzip packed. */
#include <zlib.h>

#include "late.h"

LATE_LIBRARY("libz.so.1");

LATE(int, inflate, (z_stream *stream, int flush), (stream, flush))
LATE(int, inflateEnd, (z_stream *stream), (stream))
LATE(int, inflateInit2_, (z_stream *stream, int window, const char *version, int size),
	(stream, window, version, size))
LATE(int, inflateReset, (z_stream *stream), (stream))
