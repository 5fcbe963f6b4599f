#include "core/formats/caffe/schema.h"
#include "core/formats/caffe/text_parser.h"
#include "tests/support/test_main.h"

namespace lathe::test {
namespace {

using caffe::Document;
using caffe::Message;
using caffe::Source;

/// "name=value name{…}" of what was parsed.
std::string flat(const Message& message) {
    std::string text;
    for (const caffe::Field& field : message.fields) {
        text += (text.empty() ? "" : " ") + std::string(field.name);
        text += field.message ? "{" + flat(*field.message) + "}" : "=" + std::string(field.text);
    }
    return text;
}

} // namespace

class TextParserTest : public QObject {
    Q_OBJECT

private slots:
    void parses_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto add = [](const char* name, const char* text, const char* expected) { QTest::newRow(name) << text << expected; };
        add("empty", "", "");
        add("comment alone", "# nothing\n#", "");
        add("scalars", "a: 1 b: -2.5e-3 c: WORD d: 'x' e: \"y\"", "a=1 b=-2.5e-3 c=WORD d=x e=y");
        add("messages", "a { b: 1 c { d: 2 } } e: { }", "a{b=1 c{d=2}} e{}");
        add("angle brackets", "a < b: 1 >", "a{b=1}");
        add("separators", "a: 1, b: 2; c { d: 3; },", "a=1 b=2 c{d=3}");
        add("list", "a: [1, 2, 3] b: []", "a=1 a=2 a=3");
        add("list of messages", "a: [{ b: 1 }, { b: 2 }]", "a{b=1} a{b=2}");
        add("no blanks", "a{b:1}c:2", "a{b=1} c=2");
        add("comment behind", "a: 1 # b: 2\nc: 3", "a=1 c=3");
        add("joined strings", "a: \"one\" 'two'", "a=onetwo");
        add("escapes", "a: \"\\\"\\\\\\x41\\101\\n\"", "a=\"\\AA\n");
        add("byte order mark",
            "\xEF\xBB\xBF"
            "a: 1",
            "a=1");
        add("windows lines", "a: 1\r\nb: 2\r\n", "a=1 b=2");
        add("hash in string", "a: '#1'", "a=#1");
    }
    void parses() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        JobContext context;
        const std::string bytes = text.toStdString();
        const auto document = caffe::parseText(Source("net.prototxt", context), bytes);
        VERIFY_OK(document);
        QCOMPARE(QString::fromStdString(flat(document->root)), expected);
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("part");
        const auto add = [](const char* name, QByteArray text, int line, int column, const char* part) {
            QTest::newRow(name) << text << line << column << part;
        };
        add("open brace", "layer {\n  name: 'a'\n", 3, 1, "'{' of line 1, column 7 is never closed");
        add("too many braces", "layer { }\n}", 2, 1, "'}' where the name of a field should be");
        add("wrong brace", "layer { >", 1, 9, "'>' where");
        add("no value", "layer {\n  name:\n}", 3, 1, "'}' where a value should be");
        add("no colon", "layer {\n  name 'a' }", 2, 8, "behind 'name'");
        add("open string", "name: 'abc\nd'", 1, 7, "closing quote");
        add("open list", "a: [1, 2", 1, 9, "the file ends");
        add("list without comma", "a: [1 2]", 1, 7, "',' or ']'");
        add("binary", QByteArray("\x0a\x07LeNet\x00\x01", 9), 2, 1, "cannot stand here");
        add("nesting", QByteArray("a{").repeated(100), 1, 130, "nested deeper than 64");
        add("deep nesting of angles", QByteArray("a<").repeated(100000), 1, 130, "nested deeper than 64");
        add("backslash at the end", "a: 'x\\", 1, 4, "closing quote");
    }
    void refuses() {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        QFETCH(int, column);
        QFETCH(QString, part);
        JobContext context;
        const auto document = caffe::parseText(Source("net.prototxt", context), {text.data(), static_cast<std::size_t>(text.size())});
        QVERIFY(!document);
        QVERIFY2(QString::fromStdString(document.error().message).contains(part), document.error().message.c_str());
        QCOMPARE(document.error().place.file, std::string("net.prototxt"));
        QCOMPARE(document.error().place.line, line);
        QCOMPARE(document.error().place.column, column);
    }

    /// Fields of two letters: the tree may not grow without end.
    void limitsTheNumberOfFields() {
        std::string text;
        for (std::int64_t i = 0; i <= caffe::kMaxFields; ++i)
            text += "a:1\n";
        JobContext context;
        const auto document = caffe::parseText(Source("net.prototxt", context), text);
        QVERIFY(!document);
        QVERIFY(document.error().message.find("fields") != std::string::npos);
        QCOMPARE(document.error().place.line, static_cast<int>(caffe::kMaxFields) + 1);
    }

    void checksValues_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        QTest::newRow("number") << "layer { convolution_param { num_output: many } }"
                                << "'num_output' of ConvolutionParameter is 'many', expected a whole number";
        QTest::newRow("large") << "layer { convolution_param { num_output: 99999999999 } }"
                               << "up to 2^32";
        QTest::newRow("overflow") << "input_dim: 99999999999999999999"
                                  << "a whole number";
        QTest::newRow("flag") << "layer { convolution_param { bias_term: 2 } }"
                              << "true or false";
        QTest::newRow("word") << "layer { pooling_param { pool: SUM } }"
                              << "one of MAX, AVE, STOCHASTIC";
        QTest::newRow("real") << "layer { relu_param { negative_slope: x } }"
                              << "a number";
        QTest::newRow("no message") << "layer: 1"
                                    << "it needs { … }";
        QTest::newRow("message") << "name { }"
                                 << "a single value";
    }
    void checksValues() {
        QFETCH(QString, text);
        QFETCH(QString, part);
        JobContext context;
        const std::string bytes = text.toStdString();
        const Source source("net.prototxt", context);
        auto document = caffe::parseText(source, bytes);
        VERIFY_OK(document);
        const Status checked = caffe::checkMessage(source, document->root, caffe::networkSchema());
        QVERIFY(!checked);
        QVERIFY2(QString::fromStdString(checked.error().message).contains(part), checked.error().message.c_str());
        QCOMPARE(checked.error().place.line, 1);
    }

    void readsNumbers() {
        QCOMPARE(caffe::parseInteger("-0x10"), std::optional<std::int64_t>(-16));
        QCOMPARE(caffe::parseInteger("010"), std::optional<std::int64_t>(8));
        QVERIFY(!caffe::parseInteger("1.5"));
        QVERIFY(!caffe::parseInteger("9223372036854775808"));
        QCOMPARE(caffe::parseReal("1.5f"), std::optional(1.5));
        QCOMPARE(caffe::parseReal("-.5"), std::optional(-0.5));
        QCOMPARE(caffe::parseReal("1e-999"), std::optional(0.0));
        QVERIFY(std::isinf(*caffe::parseReal("-inf")));
        QVERIFY(std::isinf(*caffe::parseReal("1e999")));
        QVERIFY(!caffe::parseReal("--1"));
        QVERIFY(!caffe::parseReal(""));
    }
};

} // namespace lathe::test

using lathe::test::TextParserTest;
LATHE_TEST(TextParserTest)
#include "text_parser_test.moc"
