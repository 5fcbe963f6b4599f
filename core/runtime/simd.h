#pragma once

/// Marks a free function of plain loops that is compiled for several instruction sets; the loader picks the widest that the
/// machine has. Contraction is off (cmake), so that all give the same bits. Not under the sanitizers, whose run time is not
/// up yet when the loader asks.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
#define LATHE_SIMD __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LATHE_SIMD
#endif
