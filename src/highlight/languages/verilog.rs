//! Verilog and SystemVerilog.
//! In: code, whole or in part. Out: tokens. A table; knows no other language.

use super::super::code::Grammar as Code;
use super::super::table::{Numbers, Rule, Table, Text};
use super::super::words::Words;
use super::super::{Class, Grammar, Language};

pub(super) static VERILOG: Language = Language {
    id: "verilog",
    name: "Verilog",
    aliases: &["sv", "systemverilog", "svh", "vh"],
    grammar: Grammar::Code(&GRAMMAR),
};

static STRING: Text = Text::line("\"");

static GRAMMAR: Code = Code::new(&TABLE);

static TABLE: Table = Table {
    rules: &[
        Rule::comment("//"),
        Rule::block_comment("/*", "*/"),
        Rule::text("\"", &STRING),
        Rule::sigil(Class::Meta, "`"),
        Rule::sigil(Class::Function, "$"),
        // A number of unknown width: `'b1`, `'1`.
        Rule::sigil(Class::Number, "'"),
    ],
    words: &[
        Words::naming(Class::Type, "module interface package class program"),
        Words::new(
            Class::Keyword,
            "always always_comb always_ff always_latch and assert assign assume automatic before begin bind break buf case \
             casex casez clocking const constraint continue cover covergroup deassign default defparam disable do else end \
             endcase endclass endfunction endgenerate endinterface endmodule endpackage endprogram endtask enum export \
             extends extern final for force foreach forever fork function generate genvar if iff import initial inout input \
             inside join join_any join_none local localparam modport nand negedge new nor not null or output packed \
             parameter posedge primitive priority property protected pure rand randc release repeat return sequence signed \
             specify static struct super supply0 supply1 table task this throughout timeprecision timeunit tri type typedef \
             union unique unsigned virtual wait while with xnor xor",
        ),
        Words::new(Class::Type, "bit byte int integer logic longint real reg shortint string time void wire"),
    ],
    calls: true,
    numbers: Numbers { separator: b'\'', ..Numbers::PLAIN },
    ..Table::EMPTY
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_widths_and_tasks() {
        assert_eq!(
            marked(
                "verilog",
                r#"`timescale 1ns / 1ps // note
module top(input wire [7:0] a, output reg q);
  always @(posedge clk) q <= 8'hFF & 4'b10_01; initial $display("it's %d", a); /* c */
endmodule"#
            ),
            r#"m(`timescale) n(1ns) / n(1ps) c(// note)
k(module) t(top)(k(input) t(wire) [n(7):n(0)] a, k(output) t(reg) q);
  k(always) @(k(posedge) clk) q <= n(8'hFF) & n(4'b10_01); k(initial) f($display)(s("it's %d"), a); c(/* c */)
k(endmodule)"#
        );
    }
}
