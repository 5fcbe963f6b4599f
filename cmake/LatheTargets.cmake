# The one place that says how Lathe's targets are compiled.

add_library(lathe_options INTERFACE)
target_include_directories(lathe_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_compile_options(lathe_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
    # GCC 12's data-flow warnings misfire inside std::string and std::vector at -O2 (GCC bugs 105329, 105651).
    -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict -Wno-free-nonheap-object -Wno-maybe-uninitialized
    # Floating-point results must not depend on whether the compiler fused a multiplication with an addition.
    -ffp-contract=off)
if(LATHE_WERROR)
    target_compile_options(lathe_options INTERFACE -Werror)
endif()
if(LATHE_SANITIZE)
    target_compile_options(lathe_options INTERFACE -fsanitize=${LATHE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(lathe_options INTERFACE -fsanitize=${LATHE_SANITIZE})
endif()
if(CCACHE)
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        target_compile_options(lathe_options INTERFACE -fpch-preprocess)
    endif()
    # Without these ccache gives up on every file that uses a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

find_package(Threads REQUIRED)
target_link_libraries(lathe_options INTERFACE Threads::Threads)

# Standard headers, compiled once for all of core.
file(WRITE ${CMAKE_BINARY_DIR}/generated/lathe_pch.cpp "")
add_library(lathe_pch STATIC ${CMAKE_BINARY_DIR}/generated/lathe_pch.cpp)
target_link_libraries(lathe_pch PRIVATE lathe_options)
target_precompile_headers(lathe_pch PRIVATE <algorithm> <array> <atomic> <cmath> <cstdint> <cstring> <filesystem>
    <functional> <limits> <map> <memory> <mutex> <numeric> <optional> <set> <span> <sstream> <string> <string_view>
    <unordered_map> <variant> <vector>)

# lathe_library(NAME SOURCES a.cpp … DEPS lathe_base … [PRIVATE_DEPS …]): one folder of core.
function(lathe_library name)
    cmake_parse_arguments(ARG "NO_PCH" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC lathe_options ${ARG_DEPS} PRIVATE ${ARG_PRIVATE_DEPS})
    if(NOT ARG_NO_PCH)
        target_precompile_headers(${name} REUSE_FROM lathe_pch)
    endif()
endfunction()

# lathe_test(NAME LABEL core|widgets|gui|… SOURCES … DEPS …): one executable of Qt Test classes (tests/support/test_main.h).
function(lathe_test name)
    cmake_parse_arguments(ARG "" "LABEL" "SOURCES;DEPS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PRIVATE lathe_test_support ${ARG_DEPS})
    if(ARG_LABEL STREQUAL core)
        target_precompile_headers(${name} REUSE_FROM lathe_test_pch)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT 600
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LATHE_RESOURCES=${CMAKE_SOURCE_DIR}/resources")
endfunction()

# oneDNN of Debian. Its own CMake configuration insists on OpenCL headers, which the CPU engine does not need.
find_library(ONEDNN_LIBRARY dnnl REQUIRED)
add_library(lathe_onednn INTERFACE)
target_link_libraries(lathe_onednn INTERFACE ${ONEDNN_LIBRARY} gomp)
