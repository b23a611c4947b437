/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Logs packed by gzip or xz, known by how they begin and not by their names. */
#include <errno.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "source.h"

/* What xz -9 needs is 65 MB; more is not asked for by a log, but by somebody who means harm. */
#define XZ_MEMORY (UINT64_C(100) << 20)
#define GZIP_BEGINNING "\x1f\x8b"

/* Feeds what was unpacked; out is then empty again. */
static int hand_on(struct source *source, const char *out, size_t room)
{
	size_t length = SOURCE_BLOCK - room;

	return length ? source->to->feed(out, length, source->to->userdata) : 0;
}

static int gzip_result(int code)
{
	switch (code) {
	case Z_OK:
	case Z_STREAM_END:
	case Z_BUF_ERROR: /* it only wants more */
		return 0;
	case Z_MEM_ERROR: return -ENOMEM;
	default: return -EBADMSG;
	}
}

/* After the end of one archive another may follow, or the zeros that fill up a tape. */
static int gzip_next(z_stream *stream)
{
	while (stream->avail_in && !*stream->next_in) {
		stream->next_in++;
		stream->avail_in--;
	}
	if (!stream->avail_in)
		return 0;
	return inflateReset(stream) == Z_OK ? 1 : -EBADMSG;
}

/* Unpacks one block of the file. *ended tells whether it ends with the end of an archive. */
static int gzip_block(struct source *source, z_stream *stream, char *out, bool *ended)
{
	int r = 1;

	stream->next_in = (unsigned char *)source->block;
	stream->avail_in = (unsigned)source->length;
	if (*ended)
		r = gzip_next(stream);
	while (r > 0) {
		int code;

		stream->next_out = (unsigned char *)out;
		stream->avail_out = SOURCE_BLOCK;
		code = inflate(stream, Z_NO_FLUSH);
		*ended = code == Z_STREAM_END;
		r = hand_on(source, out, stream->avail_out);
		r = r < 0 ? r : gzip_result(code);
		if (r == 0 && *ended)
			r = gzip_next(stream);
		else if (r == 0)
			r = stream->avail_in || !stream->avail_out;
	}
	return r;
}

static int unpack_gzip(struct source *source)
{
	_cleanup_free_ char *out = malloc(SOURCE_BLOCK);
	z_stream stream = { 0 };
	bool ended = false;
	int r, more;

	if (!out || inflateInit2(&stream, 15 + 16) != Z_OK)
		return -ENOMEM;
	do {
		r = gzip_block(source, &stream, out, &ended);
		more = r < 0 ? r : source_fill(source);
	} while (more > 0);
	inflateEnd(&stream);
	return more < 0 ? more : ended ? 0 : -EBADMSG;
}

static int xz_result(lzma_ret code)
{
	switch (code) {
	case LZMA_OK: return 1;
	case LZMA_STREAM_END: return 0;
	case LZMA_MEM_ERROR:
	case LZMA_MEMLIMIT_ERROR: return -ENOMEM;
	default: return -EBADMSG;
	}
}

/* Unpacks one block of the file, or, at its end, what is left. Returns 1 when more is wanted. */
static int xz_block(struct source *source, lzma_stream *stream, char *out, bool end)
{
	int r;

	stream->next_in = (const uint8_t *)source->block;
	stream->avail_in = source->length;
	do {
		int error;

		stream->next_out = (uint8_t *)out;
		stream->avail_out = SOURCE_BLOCK;
		r = xz_result(lzma_code(stream, end ? LZMA_FINISH : LZMA_RUN));
		error = hand_on(source, out, stream->avail_out);
		if (error < 0)
			return error;
	} while (r > 0 && (stream->avail_in || !stream->avail_out || end));
	return r;
}

static int unpack_xz(struct source *source)
{
	_cleanup_free_ char *out = malloc(SOURCE_BLOCK);
	lzma_stream stream = LZMA_STREAM_INIT;
	int r, more = 1;

	if (!out || lzma_stream_decoder(&stream, XZ_MEMORY, LZMA_CONCATENATED) != LZMA_OK)
		return -ENOMEM;
	do {
		r = xz_block(source, &stream, out, more == 0);
		if (r <= 0 || more == 0)
			break;
		more = source_fill(source);
		r = more;
	} while (more >= 0);
	lzma_end(&stream);
	return r > 0 ? -EBADMSG : r;
}

int source_unpacker(const struct source *source, unpack_fn *ret)
{
	static const struct {
		const char *beginning;
		size_t length;
		unpack_fn unpack;	/* NULL: known, but not read */
	} kinds[] = {
		{ GZIP_BEGINNING, 2, unpack_gzip },
		{ "\xfd" "7zXZ", 6, unpack_xz },
		{ "\x28\xb5\x2f\xfd", 4, NULL },	/* zstd */
		{ "BZh", 3, NULL },			/* bzip2 */
		{ "PK\x03\x04", 4, NULL },		/* zip */
	};

	*ret = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (source->length < kinds[i].length
			|| memcmp(source->block, kinds[i].beginning, kinds[i].length) != 0)
			continue;
		*ret = kinds[i].unpack;
		return kinds[i].unpack ? 0 : -EPROTONOSUPPORT;
	}
	return 0;
}
