// make_topology NAME FILE.onnx [WIDTH SIZE BATCH OPSET]: writes a network of tests/support/topologies; at its small size when
// nothing else is said. Without arguments: the names.
#include "core/formats/onnx_file.h"
#include "tests/support/topologies/topologies.h"

#include <cstdio>
#include <cstdlib>

using namespace lathe;

int main(int argc, char** argv) {
    if (argc < 3) {
        for (const test::TopologyRow& row : test::topologyTable())
            std::printf("%s: %s\n", std::string(row.name).c_str(), std::string(row.about).c_str());
        return argc == 1 ? 0 : 2;
    }
    const test::TopologyRow* row = test::findTopology(argv[1]);
    if (!row) return std::fputs("make_topology: no such network\n", stderr), 2;
    test::TopologySize size{row->smallWidth, row->smallSize};
    if (argc > 3) size.width = std::atof(argv[3]);
    if (argc > 4) size.size = std::atoll(argv[4]);
    if (argc > 5) size.batch = std::atoll(argv[5]);
    if (argc > 6) size.opset = std::atoll(argv[6]);
    const Status written = writeOnnx(row->make(size), argv[2]);
    if (!written) return std::fprintf(stderr, "make_topology: %s\n", written.error().text().c_str()), 5;
    return 0;
}
