// Reading the weights of a Caffe network whose description is sound.

#include "core/formats/caffe_file.h"
#include "tests/fuzz/caffe_seeds.h"
#include "tests/fuzz/fuzz_target.h"

using namespace lathe;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    JobContext context;
    (void)readCaffe(test::kPrototxtSeeds[0], {reinterpret_cast<const char*>(data), size}, {}, context);
    return 0;
}
