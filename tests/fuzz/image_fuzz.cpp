// Decoding a JPEG or PNG picture and bringing it to the size of a network.

#include "core/formats/image_file.h"
#include "tests/fuzz/fuzz_target.h"

using namespace lathe;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::MemoryFile file;
    const auto image = readImage(file.write({data, size}));
    if (image && image->width * image->height < (1 << 20)) (void)transformImage(*image, "letterbox", 16, 16);
    return 0;
}
