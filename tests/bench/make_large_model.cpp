// make_large_model FILE.onnx [LAYERS [WIDTH]]: a decoder-like model with external data; 2.7 GB (2.5 GiB) when nothing else is said.
#include "tests/support/large_model.h"

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
    lathe::test::LargeModel model{20, 2048, 8};
    if (argc > 2) model.layers = std::atoi(argv[2]);
    if (argc > 3) model.width = std::atoll(argv[3]);
    if (argc < 2 || argc > 4 || model.layers < 1 || model.width < 1) {
        std::fputs("usage: make_large_model FILE.onnx [LAYERS [WIDTH]]\n", stderr);
        return 2;
    }
    if (lathe::test::writeLargeModel(argv[1], model)) return 0;
    std::fprintf(stderr, "make_large_model: %s cannot be written\n", argv[1]);
    return 5;
}
