/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The address that a program gave to the kernel, in the bytes of a struct sockaddr or, where
 * ausearch has interpreted them, in words.
 */
#include "facts.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

struct address {
	const char *text;
	int port;
};

/* "saddr_fam=inet laddr=127.0.0.1 lport=5303", "saddr_fam=local path=/dev/log" */
static void from_words(const struct field *words, struct arena *arena, struct address *ret)
{
	struct field field;

	if (field_find(words->value, words->value_length, "laddr", &field)
		|| field_find(words->value, words->value_length, "path", &field))
		ret->text = field_decode(&field, arena);
	if (field_find(words->value, words->value_length, "lport", &field)) {
		int64_t port = fact_number(&field);

		ret->port = port >= 0 && port <= UINT16_MAX ? (int)port : -1;
	}
}

/* The name of a socket without a file begins with a NUL, which stands as @. */
static char *local_name(const unsigned char *path, size_t length, struct arena *arena)
{
	char *name;

	if (!length)
		return NULL;
	name = arena_strndup(arena, (const char *)path,
		path[0] ? strnlen((const char *)path, length) : length);
	for (size_t i = 0; !path[0] && i < length; i++)
		name[i] = name[i] ? name[i] : '@';
	return name;
}

static void from_bytes(const unsigned char *bytes, size_t length, struct arena *arena,
	struct address *ret)
{
	char text[INET6_ADDRSTRLEN] = "";
	struct sockaddr_storage address = { 0 };
	const struct sockaddr_in *in = (const struct sockaddr_in *)&address;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&address;

	memcpy(&address, bytes, length < sizeof address ? length : sizeof address);
	if (address.ss_family == AF_INET && length >= offsetof(struct sockaddr_in, sin_zero)) {
		ret->text = inet_ntop(AF_INET, &in->sin_addr, text, sizeof text);
		ret->port = ntohs(in->sin_port);
	} else if (address.ss_family == AF_INET6 && length >= sizeof *in6 - sizeof in6->sin6_scope_id) {
		ret->text = inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof text);
		ret->port = ntohs(in6->sin6_port);
	} else if (address.ss_family == AF_LOCAL && length > offsetof(struct sockaddr_un, sun_path)) {
		ret->text = local_name(bytes + offsetof(struct sockaddr_un, sun_path),
			length - offsetof(struct sockaddr_un, sun_path), arena);
	}
	ret->text = arena_strdup(arena, ret->text);
}

static void from_hex(const struct field *hex, struct arena *arena, struct address *ret)
{
	unsigned char *bytes = arena_alloc(arena, hex->value_length / 2 + 1);
	ssize_t length = text_unhex(hex->value, hex->value_length, bytes);

	if (length >= (ssize_t)sizeof(sa_family_t))
		from_bytes(bytes, (size_t)length, arena, ret);
}

/* What the refusal itself says holds. */
static void add(const char **text, int *port, const struct address *address)
{
	*text = *text ? *text : address->text;
	*port = *port >= 0 ? *port : address->port;
}

void facts_of_address(struct denial *denial, const struct record *record, struct arena *arena)
{
	struct address address = { .port = -1 };
	struct field field;

	if (!field_find(record->body, record->body_length, "saddr", &field))
		return;
	if (field.quoted)
		from_words(&field, arena, &address);
	else
		from_hex(&field, arena, &address);
	if (text_equal(denial->syscall, "bind"))
		add(&denial->local_address, &denial->local_port, &address);
	else
		add(&denial->remote_address, &denial->remote_port, &address);
}
