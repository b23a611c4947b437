/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to base: one character of UTF-8 at a time. */
#ifndef AVOCET_UTF8_H
#define AVOCET_UTF8_H

#include <stddef.h>
#include <stdint.h>

size_t utf8_decode(const char *text, uint32_t *ret_character);

#endif
