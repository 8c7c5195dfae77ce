read_liberty tiny.lib
read_verilog n.v
link_design running_max
create_clock -name clk -period 2.0 [get_ports clk]
set_input_delay 0.2 -clock clk [all_inputs]
set_output_delay 0.3 -clock clk [all_outputs]
set_false_path -from [get_ports rst_n]
report_checks -path_delay max -format full -group_count 3 > full.rpt
report_checks -path_delay max -format full_clock -group_count 3 > full_clock.rpt
report_checks -path_delay max -format full_clock_expanded -fields {slew cap input nets fanout} -digits 4 -group_count 4 > fields.rpt
report_checks -format end -group_count 5 > end.rpt
report_checks -format summary -group_count 5 > summary.rpt
report_wns
report_tns
