#include <onnx/defs/schema.h>

#include "core/ops/op_attributes.h"
#include "core/ops/op_table.h"
#include "tests/support/test_main.h"

#include <map>

using namespace lathe;

namespace {

AttributeKind kindFrom(::onnx::AttributeProto::AttributeType type) {
    static const std::map<int, AttributeKind> kKinds = {
        {1, AttributeKind::Float},         {2, AttributeKind::Int},    {3, AttributeKind::Text}, {4, AttributeKind::Tensor},
        {5, AttributeKind::Graph},         {6, AttributeKind::Floats}, {7, AttributeKind::Ints}, {8, AttributeKind::Texts},
        {11, AttributeKind::SparseTensor}, {13, AttributeKind::Type}};
    return kKinds.at(static_cast<int>(type));
}

} // namespace

/// The attributes of the operator table against the schemas of Debian's libonnx.
class OpAttributesTest : public QObject {
    Q_OBJECT
private slots:
    void everyVersionOfEveryOperator() {
        const auto newest = static_cast<std::int64_t>(::onnx::OpSchemaRegistry::DomainToVersionRange::Instance().Map().at("").second);
        int compared = 0;
        for (const OpRow& op : opTable()) {
            if (!op.domain.empty()) continue;
            for (std::int64_t opset = 7; opset <= newest; ++opset) {
                const auto* schema = ::onnx::OpSchemaRegistry::Schema(std::string(op.name), static_cast<int>(opset));
                if (!schema || schema->Deprecated()) continue;
                compare(*schema, op, opset);
                ++compared;
            }
        }
        QVERIFY(compared > 1000);
    }

private:
    static void compare(const ::onnx::OpSchema& schema, const OpRow& op, std::int64_t opset) {
        std::size_t known = 0;
        const std::string what = std::string(op.name) + " of opset " + std::to_string(opset);
        for (const AttributeRow& row : attributesOf("", op.name))
            known += row.first <= opset && opset <= row.last ? 1 : 0;
        QVERIFY2(known == schema.attributes().size(), what.c_str());
        for (const auto& [name, attribute] : schema.attributes()) {
            const AttributeRow* row = findAttribute("", op.name, name, opset);
            QVERIFY2(row, (what + ": " + name).c_str());
            QVERIFY2(!row->isRequired || attribute.required, (what + ": " + name).c_str());
            const AttributeKind kind = row->kind == AttributeKind::DataType ? AttributeKind::Int : row->kind;
            QVERIFY2(kind == kindFrom(attribute.type), (what + ": " + name).c_str());
        }
    }
};

LATHE_TEST(OpAttributesTest)
#include "op_attributes_test.moc"
