/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A shared object that is no plugin. */
int no_symbol_at_all(void);

int no_symbol_at_all(void)
{
	return 0;
}
