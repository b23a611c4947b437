/* SPDX-License-Identifier: GPL-2.0-or-later */
/* liblzma, for logs that xz packed. */
#include <lzma.h>

#include "late.h"

LATE_LIBRARY("liblzma.so.5");

LATE(lzma_ret, lzma_code, (lzma_stream *stream, lzma_action action), (stream, action))
LATE(void, lzma_end, (lzma_stream *stream), (stream))
LATE(lzma_ret, lzma_stream_decoder, (lzma_stream *stream, uint64_t memory, uint32_t flags), (stream, memory, flags))
