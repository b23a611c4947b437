/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libcurl hands the mails over; one connection serves a whole run. */
#include "mail.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_SECONDS 30L
#define SEND_SECONDS 120L

struct smtp {
	CURL *curl;
	const char *server;
	char error[CURL_ERROR_SIZE];
	char refusal[200]; /* the server's last line that was one */
};

/* curl passes on what the server answers, line by line: its own words explain a refusal best.
 * Refusals begin with 4 or 5. */
static size_t on_answer(char *bytes, size_t size, size_t count, void *userdata)
{
	struct smtp *smtp = userdata;
	size_t length = 0;

	while (length < size * count && bytes[length] != '\r' && bytes[length] != '\n')
		length++;
	if (length >= sizeof smtp->refusal)
		length = sizeof smtp->refusal - 1;
	if (length && (bytes[0] == '4' || bytes[0] == '5')) {
		memcpy(smtp->refusal, bytes, length);
		smtp->refusal[length] = '\0';
	}
	return size * count;
}

static size_t discard(char *bytes, size_t size, size_t count, void *userdata)
{
	return size * count;
}

static void set_security(CURL *curl, const struct mail_settings *settings)
{
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
		settings->security == SECURITY_NONE ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (settings->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, settings->ca_file);
	if (settings->user) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->password);
	}
}

static void set_server(CURL *curl, const struct mail_settings *settings)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *host = strstr(settings->server, "://");

	curl_easy_setopt(curl, CURLOPT_URL,
		arena_printf(arena, "%s%s", settings->security == SECURITY_TLS ? "smtps" : "smtp", host));
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, SEND_SECONDS);
}

int smtp_open(const struct mail_settings *settings, struct smtp **ret)
{
	struct smtp *smtp = calloc(1, sizeof *smtp);

	if (smtp)
		smtp->curl = curl_easy_init();
	if (!smtp || !smtp->curl) {
		free(smtp);
		return -ENOMEM;
	}
	smtp->server = settings->server;
	set_server(smtp->curl, settings);
	set_security(smtp->curl, settings);
	curl_easy_setopt(smtp->curl, CURLOPT_ERRORBUFFER, smtp->error);
	curl_easy_setopt(smtp->curl, CURLOPT_HEADERFUNCTION, on_answer);
	curl_easy_setopt(smtp->curl, CURLOPT_HEADERDATA, smtp);
	curl_easy_setopt(smtp->curl, CURLOPT_WRITEFUNCTION, discard);
	*ret = smtp;
	return 0;
}

void smtp_close(struct smtp *smtp)
{
	if (!smtp)
		return;
	curl_easy_cleanup(smtp->curl);
	free(smtp);
}

static curl_mime *mime_of(CURL *curl, struct arena *arena, const struct message *message)
{
	curl_mime *mime = curl_mime_init(curl);
	curl_mimepart *part = curl_mime_addpart(mime);

	/* The encoder wants CR LF: bare LF would come out as =0A. */
	curl_mime_data(part, message_crlf(arena, message->text), CURL_ZERO_TERMINATED);
	curl_mime_type(part, "text/plain; charset=utf-8");
	curl_mime_encoder(part, "quoted-printable");
	return mime;
}

static const char *explain(struct smtp *smtp, struct arena *arena, CURLcode code)
{
	const char *why = *smtp->error ? smtp->error : curl_easy_strerror(code);

	if (!*smtp->refusal)
		return arena_printf(arena, "%s: %s", smtp->server, why);
	return arena_printf(arena, "%s: %s (it said: %s)", smtp->server, why, smtp->refusal);
}

int smtp_send(struct smtp *smtp, struct arena *arena, const struct message *message,
	const char **ret_why)
{
	curl_mime *mime = mime_of(smtp->curl, arena, message);
	struct curl_slist *recipients = curl_slist_append(NULL, message->to), *headers = NULL;
	CURLcode code;

	for (size_t i = 0; message->headers[i]; i++)
		headers = curl_slist_append(headers, message->headers[i]);
	smtp->error[0] = smtp->refusal[0] = '\0';
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM, message->from);
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(smtp->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(smtp->curl, CURLOPT_MIMEPOST, mime);
	code = curl_easy_perform(smtp->curl);
	curl_easy_setopt(smtp->curl, CURLOPT_MIMEPOST, NULL);
	curl_mime_free(mime);
	curl_slist_free_all(headers);
	curl_slist_free_all(recipients);
	if (code == CURLE_OK)
		return 0;
	*ret_why = explain(smtp, arena, code);
	return -ECOMM;
}
