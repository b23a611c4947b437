/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts are looked up in the catalogue of the reader's language, once one was found. */
#include <config.h>
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef ngettext
#include "language.h"

/* Looking for what is not there costs too much to be done a thousand times. */
static bool has_catalogue;
static char tag[16] = "en";
/* Of these alone, as it stands in headers and in HTML as it is. */
static const char tag_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

void language_begin(void)
{
	/* Only what is used, since each is a file more to open; numbers keep their points, for programs. */
	setlocale(LC_CTYPE, "");
	setlocale(LC_MESSAGES, "");
	setlocale(LC_TIME, "");
	language_bind();
}

/* "Language: pt_BR" in the catalogue's head is "pt-BR" in documents. */
static void read_tag(const char *head)
{
	static const char field[] = "\nLanguage: ";
	const char *name = strstr(head, field);
	size_t length = name ? strspn(name += strlen(field), tag_letters) : 0;
	bool good = length && length < sizeof tag && name[length] == '\n';

	snprintf(tag, sizeof tag, "%.*s", good ? (int)length : 2, good ? name : "en");
	for (char *mark = tag; (mark = strchr(mark, '_'));)
		*mark = '-';
}

void language_bind(void)
{
	const char *folder = secure_getenv("TEXTDOMAINDIR");

	bindtextdomain("avocet", folder && *folder ? folder : AVOCET_LOCALE_DIR);
	bind_textdomain_codeset("avocet", "UTF-8");
	textdomain("avocet"); /* even if it was so before: this makes gettext look at LANGUAGE anew */
	has_catalogue = *gettext(""); /* its head */
	read_tag(gettext(""));
}

const char *language_tag(void)
{
	return tag;
}

const char *language_text(const char *text)
{
	return has_catalogue && *text ? gettext(text) : text;
}

const char *language_count(const char *one, const char *many, unsigned long count)
{
	if (has_catalogue)
		return dngettext(NULL, one, many, count);
	return count == 1 ? one : many;
}
