// Decoding a Windows bitmap.

#include "core/formats/image/codec.h"
#include "tests/fuzz/fuzz_target.h"

using namespace lathe;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto image = image::decodeBmp(std::as_bytes(std::span(data, size)));
    if (image && image->pixels.size() != static_cast<std::size_t>(image->width * image->height * 3)) __builtin_trap();
    return 0;
}
