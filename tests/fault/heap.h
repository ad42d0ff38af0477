// SPDX-License-Identifier: GPL-3.0-or-later
// For programs that replace malloc and its kin to watch them or to make them fail. That works with glibc and
// without sanitizers, whose own malloc must stay: elsewhere HEAP_IS_OURS is 0. Include after a header of the
// C library.
#ifndef PARLEY_TESTS_HEAP_H
#define PARLEY_TESTS_HEAP_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HEAP_IS_OURS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HEAP_IS_OURS 0
#endif
#endif
#if !defined(HEAP_IS_OURS)
#if defined(__GLIBC__)
#define HEAP_IS_OURS 1
#else
#define HEAP_IS_OURS 0
#endif
#endif

#if HEAP_IS_OURS
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

// The tests are built with hidden symbols, but the libraries below must go through the same functions.
#define SEEN_BY_ALL __attribute__((visibility("default")))
#endif

#endif
