# SPDX-License-Identifier: GPL-3.0-or-later
# make              build/parley, build/libparley.a, build/libparley.so
# make test         every test that finishes in seconds      make asan    the same under ASan and UBSan
# make demo         solve and chart the models                make bench   effort and time on a fixed list of games
# make fuzz         libFuzzer on the scenario reader (FUZZ_SECONDS, needs clang)
# make figures      redraw the picture in README.md         make tidy format install clean
# make MPI=1        the same, for sweeps on several machines with Open MPI (mpirun parley sweep ...)
# Variables: MPI, MPICC, CC, BUILD, PREFIX, CFLAGS, WERROR= (empty: warnings are only warnings)

VERSION := $(shell sed -n 's/^\#define PARLEY_VERSION "\(.*\)"/\1/p' include/parley.h)
SOVERSION := 0
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
CFLAGS ?= -O2 -g
WERROR ?= -Werror
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion $(WERROR)
PACKAGES := gsl libfyaml jansson netcdf
# libraries that ship no pkg-config file
SPARSE := -lklu -lamd -lcolamd -lbtf -lsuitesparseconfig

override CPPFLAGS += -Iinclude -Isolver -I$(BUILD) -D_POSIX_C_SOURCE=200809L $(shell pkg-config --cflags $(PACKAGES))
override CFLAGS += -std=c11 -fPIC -fvisibility=hidden -fopenmp -ffp-contract=off $(WARNINGS)
LIBS := $(shell pkg-config --libs $(PACKAGES)) $(SPARSE) -lm
override LDFLAGS += -fopenmp

# Who solves the blocks of a sweep: one of two files (solver/sweep/backend.h).
MPI ?=
MPICC ?= mpicc
ifeq ($(MPI),1)
BACKEND := mpi
MPI_CPPFLAGS := $(patsubst -I%,-isystem %,$(shell $(MPICC) --showme:compile))
MPI_LIBS := $(shell $(MPICC) --showme:link)
ifeq ($(MPI_LIBS),)
$(error MPI=1 wants the compiler wrapper of Open MPI, '$(MPICC)': scripts/bootstrap mpi installs it, MPICC= names another)
endif
LIBS += $(MPI_LIBS)
else
BACKEND := local
endif

LIB_SOURCES := $(filter-out solver/cli/%,$(wildcard solver/*/*.c))
LIB_SOURCES := $(filter-out solver/sweep/backend_%,$(LIB_SOURCES)) solver/sweep/backend_$(BACKEND).c
CLI_SOURCES := $(wildcard solver/cli/*.c)
LIB_OBJECTS := $(LIB_SOURCES:%.c=$(BUILD)/%.o)
CLI_OBJECTS := $(CLI_SOURCES:%.c=$(BUILD)/%.o)
TEMPLATES := $(sort $(wildcard scripts/charts/*.gp))
TEST_SOURCES := $(wildcard tests/unit/*.c tests/analytic/*.c tests/property/*.c tests/parallel/*.c tests/fault/*.c)
TESTS := $(TEST_SOURCES:%.c=$(BUILD)/%)
TEST_HELPERS := $(BUILD)/tests/support.o
BENCHES := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))

.PHONY: always all demo figures test unit bats check-includes asan bench fuzz tidy format install clean
.SECONDARY:
all: $(BUILD)/parley $(BUILD)/libparley.a $(BUILD)/libparley.so

$(BUILD)/parley: $(CLI_OBJECTS) $(BUILD)/libparley.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
$(BUILD)/libparley.a: $(LIB_OBJECTS) $(BUILD)/backend
	rm -f $@ && $(AR) rcs $@ $(LIB_OBJECTS)
$(BUILD)/libparley.so: $(LIB_OBJECTS) $(BUILD)/backend
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,libparley.so.$(SOVERSION) -Wl,--no-undefined -o $@ $(LIB_OBJECTS) $(LIBS)
# The name of the backend that is built; changes when MPI= does, so that the libraries follow.
$(BUILD)/backend: always
	@mkdir -p $(@D)
	@echo $(BACKEND) | cmp -s - $@ || echo $(BACKEND) > $@
$(BUILD)/solver/sweep/backend_mpi.o: override CPPFLAGS += $(MPI_CPPFLAGS)
$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The gnuplot templates travel inside the library, so that an installed parley needs no data files.
$(BUILD)/chart_templates.h: $(TEMPLATES) scripts/embed Makefile
	@mkdir -p $(@D)
	scripts/embed $(TEMPLATES) > $@.tmp && mv $@.tmp $@
$(LIB_OBJECTS): | $(BUILD)/chart_templates.h

define PC
prefix=$(PREFIX)
libdir=$${prefix}/lib
includedir=$${prefix}/include

Name: parley
Description: Markov perfect equilibria of bargaining games, with certificates
Version: $(VERSION)
Requires.private: $(PACKAGES)
Libs: -L$${libdir} -lparley
Libs.private: $(SPARSE) $(MPI_LIBS) -fopenmp -lm
Cflags: -I$${includedir}
endef
export PC

# Tests: one program per file, each ends with cmocka's own summary.
$(BUILD)/tests/%: tests/%.c $(BUILD)/tests/support.o $(BUILD)/libparley.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests $(CFLAGS) $(LDFLAGS) -MMD -MP -MF $@.d -o $@ $< $(BUILD)/tests/support.o $(BUILD)/libparley.a $(LIBS) $(if $(findstring bench,$*),,-lcmocka)

unit: $(TESTS)
	@set -e; for t in $(TESTS); do echo "== $$t"; $$t; done
bats: all
	BUILD=$(BUILD) bats tests/cli
check-includes:
	tests/check-includes
test: check-includes unit bats

asan:
	$(MAKE) BUILD=$(BUILD)/asan CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all" test

bench: $(BENCHES)
	@set -e; for b in $(BENCHES); do $$b; done

FUZZ_SECONDS ?= 300
fuzz:
	$(MAKE) CC=clang BUILD=build/fuzz CFLAGS="-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all" build/fuzz/libparley.a
	clang -std=c11 -Iinclude -Isolver -O1 -g -fopenmp -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
		-o build/fuzz/fuzz_scenario tests/fuzz/fuzz_scenario.c build/fuzz/libparley.a $(LIBS)
	mkdir -p build/fuzz/corpus
	ASAN_OPTIONS=detect_leaks=1 build/fuzz/fuzz_scenario -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=20 \
		-rss_limit_mb=4096 -artifact_prefix=build/fuzz/ -print_final_stats=1 build/fuzz/corpus tests/fuzz/seeds models models/classics

demo: all
	scripts/bootstrap demo

# The picture in README.md, drawn by parley itself.
figures: all
	$(BUILD)/parley solve models/battlefield.yaml --quiet -o $(BUILD)/figures/battlefield
	install -D -m 644 $(BUILD)/figures/battlefield/leverage.png models/figures/battlefield.png

tidy: $(BUILD)/chart_templates.h
	clang-tidy --quiet $(LIB_SOURCES) $(CLI_SOURCES) -- $(CPPFLAGS) -std=c11 -fopenmp
format:
	clang-format -i $(LIB_SOURCES) $(CLI_SOURCES) $(wildcard solver/*/*.h tests/*/*.c tests/*.c tests/*.h)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 755 $(BUILD)/parley $(DESTDIR)$(PREFIX)/bin/parley
	install -m 644 include/parley.h $(DESTDIR)$(PREFIX)/include/parley.h
	install -m 644 $(BUILD)/libparley.a $(DESTDIR)$(PREFIX)/lib/libparley.a
	install -m 755 $(BUILD)/libparley.so $(DESTDIR)$(PREFIX)/lib/libparley.so.$(VERSION)
	ln -sf libparley.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/libparley.so.$(SOVERSION)
	ln -sf libparley.so.$(SOVERSION) $(DESTDIR)$(PREFIX)/lib/libparley.so
	printf '%s\n' "$$PC" > $(DESTDIR)$(PREFIX)/lib/pkgconfig/parley.pc
clean:
	rm -rf $(BUILD)

-include $(LIB_OBJECTS:.o=.d) $(CLI_OBJECTS:.o=.d) $(TEST_HELPERS:.o=.d) $(TESTS:=.d) $(BENCHES:=.d)
