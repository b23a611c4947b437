/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libelf, for explaining denials that programs bring upon themselves. */
#include <gelf.h>

#include "late.h"

LATE_LIBRARY("libelf.so.1");

LATE(Elf *, elf_begin, (int fd, Elf_Cmd command, Elf *archive), (fd, command, archive))
LATE(int, elf_end, (Elf *elf), (elf))
LATE(Elf_Data *, elf_getdata_rawchunk, (Elf *elf, int64_t offset, size_t size, Elf_Type type),
	(elf, offset, size, type))
LATE(int, elf_getphdrnum, (Elf *elf, size_t *ret), (elf, ret))
LATE(Elf_Kind, elf_kind, (Elf *elf), (elf))
LATE(unsigned, elf_version, (unsigned version), (version))
LATE(int, gelf_getclass, (Elf *elf), (elf))
LATE(GElf_Dyn *, gelf_getdyn, (Elf_Data *data, int index, GElf_Dyn *ret), (data, index, ret))
LATE(GElf_Ehdr *, gelf_getehdr, (Elf *elf, GElf_Ehdr *ret), (elf, ret))
LATE(GElf_Phdr *, gelf_getphdr, (Elf *elf, int index, GElf_Phdr *ret), (elf, index, ret))
