// Reading the text description of a Caffe network.

#include "core/formats/caffe_file.h"
#include "tests/fuzz/fuzz_target.h"

using namespace lathe;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    JobContext context;
    (void)readCaffe({reinterpret_cast<const char*>(data), size}, {}, {}, context);
    return 0;
}
